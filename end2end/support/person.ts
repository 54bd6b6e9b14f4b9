// Somebody with a browser of their own: what they do and what they see, in the words of the page.
import { type BrowserContext, type Locator, type Page, expect } from '@playwright/test'
import { PASSWORD, type Account, type Room } from './place.ts'
import { awake, spy } from './spy.ts'
import { type Words, words } from './words.ts'

/** What a browser says about a server that a test took away. */
export const LINE_LOST =
  /WebSocket connection to .* failed|net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INTERNET_DISCONNECTED)/

export interface PersonOptions {
  words?: Words
  scripts?: boolean
}

export class Person {
  words: Words
  private readonly scripts: boolean
  private readonly troubles: string[] = []
  private readonly expected: RegExp[] = []

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly signedIn: Account | undefined,
    options: PersonOptions,
  ) {
    this.words = options.words ?? words.en
    this.scripts = options.scripts ?? true
    // Without scripts nothing runs what the page asked for early.
    if (!this.scripts) this.expectsTrouble(/preloaded using link preload but not used/)
    // Of every page of this browser, also those it opens later.
    context.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') {
        this.troubles.push(`${line.type()}: ${line.text()} (${line.location().url || page.url()})`)
      }
    })
    context.on('weberror', (error) => this.troubles.push(`uncaught: ${error.error().stack ?? error.error().message}`))
    page.on('crash', () => this.troubles.push('the page crashed'))
  }

  static async arrives(context: BrowserContext, account?: Account, options: PersonOptions = {}): Promise<Person> {
    if (account) {
      const [name = '', value = ''] = account.cookie.split('=')
      await context.addCookies([{ name, value, url: account.maru.url, httpOnly: true, sameSite: 'Lax' }])
    }
    if (options.scripts ?? true) await context.addInitScript(spy)
    return new Person(context, await context.newPage(), account, options)
  }

  /** Their account, where the test made it. */
  get account(): Account {
    if (!this.signedIn) throw new Error('This is somebody without an account.')
    return this.signedIn
  }

  /** The same person in the same browser, in one more tab; what it says is heard by the first one. */
  async anotherTab(): Promise<Person> {
    return new Person(this.context, await this.context.newPage(), this.signedIn, { words: this.words, scripts: this.scripts })
  }

  /** From here on these lines in the console are of the test's own making. */
  expectsTrouble(line: RegExp): void {
    this.expected.push(line)
  }

  /** Everything the console said that it should not have. */
  complaints(): string[] {
    return this.troubles.filter((trouble) => !this.expected.some((expected) => expected.test(trouble)))
  }

  // Getting around

  async opens(where: Room | string): Promise<void> {
    await this.page.goto(typeof where === 'string' ? where : where.path)
    await this.isAwake()
  }

  async reloads(): Promise<void> {
    await this.page.reload()
    await this.isAwake()
  }

  /** The page has woken up, if it can. */
  async isAwake(): Promise<void> {
    if (this.scripts) await awake(this.page)
  }

  async isAt(path: string | RegExp): Promise<void> {
    const at = (url: URL) => (typeof path === 'string' ? url.pathname === path : path.test(url.pathname))
    await this.page.waitForURL(at, { waitUntil: 'commit' })
  }

  /** Follows a link or presses a button that leads to another document, and waits until that is awake. */
  async goesOn(by: Locator): Promise<void> {
    const [answer] = await Promise.all([this.page.waitForEvent('load'), by.click()])
    await answer.waitForLoadState()
    await this.isAwake()
  }

  // Things on the page

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true })
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true })
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true })
  }

  get sidebar(): Locator {
    return this.page.getByRole('navigation', { name: this.words.rooms, exact: true })
  }

  roomLink(room: Room | string): Locator {
    // Its name may go on with how much is unread in it.
    const name = (typeof room === 'string' ? room : room.name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return this.sidebar.getByRole('link', { name: new RegExp(`^${name}( .*\\d.*)?$`) })
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: this.words.messages, exact: true })
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: this.words.message, exact: true })
  }

  /** The list of members beside or over the page. */
  panel(members: number): Locator {
    return this.page.getByRole('complementary', { name: this.words.members(members), exact: true })
  }

  text(text: string): Locator {
    return this.log.getByText(text, { exact: true })
  }

  row(text: string): Locator {
    return this.log.getByRole('article').filter({ has: this.page.locator('.body').getByText(text, { exact: true }) })
  }

  // Coming in

  async founds(place: string, language: string, name: string, display: string): Promise<void> {
    await this.field(this.words.placeName).fill(place)
    await this.field(this.words.language).selectOption({ label: language })
    await this.fillsIn(name, display)
    await this.goesOn(this.button(this.words.start))
  }

  async joinsBy(link: string, name: string, display: string): Promise<void> {
    await this.opens(link)
    await this.fillsIn(name, display)
    await this.goesOn(this.button(this.words.join))
  }

  async signsIn(name: string): Promise<void> {
    await this.opens('/sign-in')
    await this.field(this.words.name).fill(name)
    await this.field(this.words.password).fill(PASSWORD)
    await this.goesOn(this.button(this.words.signIn))
  }

  private async fillsIn(name: string, display: string): Promise<void> {
    await this.field(this.words.name).fill(name)
    await this.field(this.words.displayName).fill(display)
    await this.field(this.words.password).fill(PASSWORD)
  }

  // Talking

  async writes(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
    await expect(this.composer).toHaveValue('')
  }

  /** Does something to a message with the bar at its corner. */
  async acts(text: string, action: string): Promise<void> {
    await this.row(text).hover()
    await this.row(text).getByRole('toolbar').getByRole('button', { name: action, exact: true }).click()
  }

  /** What is to be read in the log, without what differs from reader to reader. */
  async reads(): Promise<string> {
    return this.log.evaluate((log) => {
      const copy = log.cloneNode(true) as HTMLElement
      copy.querySelectorAll('.unread-by, .actions').forEach((one) => one.remove())
      return (copy.textContent ?? '').trim()
    })
  }

  /** As a browser without scripts sends it. */
  async writesByForm(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.button(this.words.send).click()
  }

  async sees(...texts: string[]): Promise<void> {
    for (const text of texts) await expect(this.text(text)).toBeVisible()
  }

  async doesNotSee(text: string): Promise<void> {
    await expect(this.text(text)).toHaveCount(0)
  }

  /** The messages in their order, each exactly as often as it is written here. */
  async hasMessages(texts: string[]): Promise<void> {
    await expect(this.log.getByRole('article').getByRole('paragraph')).toHaveText(texts, { useInnerText: true })
  }

  /** Lines that are waiting for the server. */
  get pending(): Locator {
    return this.log.locator('.is-pending')
  }
}
