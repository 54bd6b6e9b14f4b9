// Being told of what is new: in the tab's title and icon, by a notification, by a push; and being left alone.
import type { Locator, Page } from '@playwright/test'
import type { Person } from '../support/person.ts'
import type { Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

/** What a page has shown on the desktop. */
interface Told {
  title: string
  body: string
  closed: boolean
}

/** Puts a desktop into every page, which only remembers. Headless browsers have none. */
const desktop = () => {
  // A tab begins with an empty document, which keeps nothing.
  if (location.protocol === 'about:') return
  const shown: unknown[] = []
  class FakeNotification {
    static permission = 'default'
    static async requestPermission() {
      FakeNotification.permission = 'granted'
      return 'granted'
    }
    onclick: (() => void) | null = null
    closed = false
    readonly body: string
    constructor(readonly title: string, options: { body: string }) {
      this.body = options.body
      shown.push(this)
    }
    close() {
      this.closed = true
    }
  }
  if (localStorage.getItem('maru.desktop')) FakeNotification.permission = 'granted'
  Object.assign(window, { Notification: FakeNotification, shown })
}

const told = (page: Page) =>
  page.evaluate(() => {
    const { shown } = window as unknown as { shown: Told[] }
    return shown.map(({ title, body, closed }) => ({ title, body, closed }))
  })

/** Nobody looks at this page any more, or somebody does again. */
const looks = (page: Page, at: boolean) =>
  page.evaluate((at) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !at })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (at ? 'visible' : 'hidden') })
    document.hasFocus = () => at
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    window.dispatchEvent(new Event(at ? 'focus' : 'blur'))
  }, at)

const turned = (person: Person, name: string): Locator => person.page.getByRole('switch', { name })

async function turnsOn(person: Person, name: string): Promise<void> {
  await person.opens('/settings')
  await turned(person, name).click()
  await expect(turned(person, name)).toBeChecked()
}

const icon = (page: Page) => page.locator('link[rel=icon]').getAttribute('href').then((href) => decodeURIComponent(href ?? ''))

/** Ana's two rooms, with Ben in both. */
async function rooms(ana: Person, ben: Person): Promise<[Room, Room]> {
  const made: [Room, Room] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  for (const room of made) await ben.account.joins(room)
  return made
}

test('the tab counts what waits, mentions first, until it is read', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = await rooms(ana, ben)
  await ben.opens(garden)
  await expect(ben.page).toHaveTitle('Garden · Harbour House')
  expect(await icon(ben.page)).toBe('/icon.svg')

  await ana.account.posts(kitchen, 'Soup?')
  await ana.account.posts(kitchen, 'Soup!')
  await expect(ben.page).toHaveTitle('(2) Garden · Harbour House')
  const dot = await icon(ben.page)
  expect(dot).toContain('<svg')
  expect(dot).not.toContain('<text')

  await ana.account.posts(kitchen, `@${ben.account.name} soup`)
  await expect(ben.page).toHaveTitle('(1) Garden · Harbour House')
  expect(await icon(ben.page)).toMatch(/<text[^>]*>1<\/text>/)

  await ben.opens('/settings')
  await expect(ben.page).toHaveTitle('(1) Settings · Harbour House')
  await ben.goesOn(ben.roomLink(kitchen))
  await expect(ben.page).toHaveTitle('Kitchen · Harbour House')
  await expect.poll(() => icon(ben.page)).toBe('/icon.svg')
})

test('a tab that nobody looks at tells by a notification, as much as each room may', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = await rooms(ana, ben)
  await ben.context.addInitScript(desktop)
  await turnsOn(ben, 'While Maru is open')
  await ben.opens(`${garden.path}/settings`)
  await ben.page.getByRole('radio', { name: 'Only mentions' }).check()
  await ben.goesOn(ben.button('Save').first())
  const attic = await ana.account.makesRoom('Attic')
  await ben.account.joins(attic)
  await ben.opens(attic)
  await ana.account.posts(kitchen, 'Somebody looks')
  await expect(ben.roomLink(kitchen).locator('.unread-count')).toHaveText('1')
  expect(await told(ben.page)).toEqual([])

  await looks(ben.page, false)
  await ana.account.posts(garden, 'No call')
  await ana.account.posts(garden, `@${ben.account.name} **roses**`)
  const roses = { title: 'Ana · Garden', body: `@${ben.account.name} roses`, closed: false }
  await expect.poll(() => told(ben.page)).toEqual([roses])

  await test.step('a click leads to the message and closes it', async () => {
    await ben.page.evaluate(() => (window as unknown as { shown: { onclick: () => void }[] }).shown[0]?.onclick())
    await ben.isAt(garden.path)
    await expect(ben.row('roses')).toBeVisible()
    await expect.poll(() => told(ben.page)).toEqual([{ ...roses, closed: true }])
  })

  await test.step('who reads elsewhere is not told any longer', async () => {
    await ana.account.posts(kitchen, 'Soup')
    const soup = { title: 'Ana · Kitchen', body: 'Soup', closed: false }
    await expect.poll(async () => (await told(ben.page)).at(-1)).toEqual(soup)
    const phone = await ben.anotherTab()
    await phone.opens(kitchen)
    await expect.poll(async () => (await told(ben.page)).at(-1)).toEqual({ ...soup, closed: true })
  })
})

test('of several tabs one tells, and none while somebody looks at another', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = await rooms(ana, ben)
  await ben.context.addInitScript(desktop)
  await turnsOn(ben, 'While Maru is open')
  const other = await ben.anotherTab()
  await other.opens(garden)
  await looks(ben.page, false)
  await looks(other.page, true)
  await ana.account.posts(kitchen, 'One')
  for (const tab of [ben, other]) await expect(tab.roomLink(kitchen).locator('.unread-count')).toHaveText('1')
  for (const tab of [ben, other]) expect(await told(tab.page)).toEqual([])
  await looks(other.page, false)
  await ana.account.posts(kitchen, 'Two')
  for (const tab of [ben, other]) await expect(tab.roomLink(kitchen).locator('.unread-count')).toHaveText('2')
  const all = async () => [...(await told(ben.page)), ...(await told(other.page))].map(({ body }) => body)
  await expect.poll(all).toEqual(['Two'])
})

test('who does not want to be disturbed is left alone, with and without JavaScript', async ({ meet, browses }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = await rooms(ana, ben)
  await ben.context.addInitScript(desktop)
  await turnsOn(ben, 'While Maru is open')
  const plain = await browses(ben.account, { scripts: false })
  await plain.opens('/settings')
  await plain.page.getByRole('radio', { name: 'Eight hours' }).check()
  await plain.button('Do not disturb').click()
  await expect(plain.page.getByText(/^On until .*20\d\d/)).toBeVisible()
  await expect(turned(plain, 'Sound')).toBeDisabled()

  // Told to the other browser at once.
  await expect(ben.button('Turn it off')).toBeVisible()
  await looks(ben.page, false)
  await ana.account.posts(kitchen, `@${ben.account.name} quiet`)
  await expect(ben.page).toHaveTitle('(1) Settings · Harbour House')
  expect(await told(ben.page)).toEqual([])
  await plain.button('Turn it off').click()
  await expect(plain.button('Do not disturb')).toBeVisible()
  await expect(ben.button('Do not disturb')).toBeVisible()
  await ana.account.posts(garden, 'Loud')
  await expect.poll(async () => (await told(ben.page)).map(({ body }) => body)).toEqual(['Loud'])
})

test('a sound is off until it is turned on, and is kept', async ({ meet }) => {
  const [ben] = await meet('Ben')
  await ben.opens('/settings')
  await expect(turned(ben, 'Sound')).not.toBeChecked()
  await turnsOn(ben, 'Sound')
  await ben.reloads()
  await expect(turned(ben, 'Sound')).toBeChecked()
  await turned(ben, 'Sound').press('Space')
  await expect(turned(ben, 'Sound')).not.toBeChecked()
})

test('a browser is pushed to until it is turned off', async ({ meet }) => {
  const [ben] = await meet('Ben')
  await ben.context.grantPermissions(['notifications'])
  // A headless browser has no push server behind it: this one gives a subscription all the same.
  await ben.context.addInitScript(() => {
    const key = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'
    const json = { endpoint: 'https://push.example.net/of-ben', expirationTime: null, keys: { p256dh: key, auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }
    PushManager.prototype.subscribe = async () => ({ toJSON: () => json }) as unknown as PushSubscription
  })
  await turnsOn(ben, 'While Maru is closed')
  await ben.reloads()
  await expect(turned(ben, 'While Maru is closed')).toBeChecked()

  await test.step('what is pushed is shown once, and closed when it was read', async () => {
    const line = await ben.context.newCDPSession(ben.page)
    const registered = new Promise<string>((found) => {
      line.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find((one: { isDeleted: boolean }) => !one.isDeleted)
        if (ours) found(ours.registrationId)
      })
    })
    await line.send('ServiceWorker.enable')
    const registrationId = await registered
    const push = (data: string) => line.send('ServiceWorker.deliverPushMessage', { origin: new URL(ben.page.url()).origin, registrationId, data })
    const shown = () =>
      ben.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready
        return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }))
      })
    const told = { title: 'Ana · Kitchen', body: 'Soup', tag: 'room-0', url: '/rooms', seq: 3, at: 1 }
    await push(JSON.stringify(told))
    const one = { title: 'Ana · Kitchen', body: 'Soup', tag: 'room-0', data: { url: '/rooms', seq: 3 } }
    await expect.poll(shown).toEqual([one])
    await push(JSON.stringify({ ...told, seq: 4, body: 'Soup!' }))
    await expect.poll(shown).toEqual([{ ...one, body: 'Soup!', data: { url: '/rooms', seq: 4 } }])
    // A page that opens finds nothing that waits in this room.
    await ben.opens('/rooms')
    await expect.poll(shown).toEqual([])
  })

  await ben.opens('/settings')
  await turned(ben, 'While Maru is closed').click()
  await expect(turned(ben, 'While Maru is closed')).not.toBeChecked()
  await ben.reloads()
  await expect(turned(ben, 'While Maru is closed')).not.toBeChecked()
})

test('the settings speak Korean', async ({ place, browses }) => {
  const seo = await browses(await place.newcomer('김서연'), { words: words.ko })
  await seo.opens('/settings')
  await expect(seo.heading('이 기기의 알림')).toBeVisible()
  await expect(turned(seo, '소리')).toHaveText('꺼짐')
  await expect(seo.button('방해 금지 켜기')).toBeVisible()
})
