// What tests need to be there before they begin, made without a browser: the forms of the pages, sent by hand.
import type { Maru } from './maru.ts'

/** A room as a test speaks of it. */
export interface Room {
  id: string
  name: string
  path: string
}

/** Everybody's, as secret as it must be. */
export const PASSWORD = 'correct horse battery'

/** Somebody who has an account and is signed in. */
export class Account {
  constructor(
    readonly maru: Maru,
    /** What they sign in with. */
    readonly name: string,
    /** What others see. */
    readonly display: string,
    /** `name=value` of the session. */
    readonly cookie: string,
  ) {}

  /** Sends a form and says where its answer leads. */
  async submits(path: string, form: Record<string, string>): Promise<URL> {
    const { to } = await submit(this.maru, path, form, this.cookie)
    return to
  }

  /** Asks what pages ask in the browser. */
  async views<T>(what: string): Promise<T> {
    const answer = await fetch(`${this.maru.url}/api/view/${what}`, { headers: { cookie: this.cookie } })
    if (!answer.ok) throw new Error(`/api/view/${what} says ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** The HTML of a page, as it comes over the wire. */
  async fetches(path: string): Promise<{ status: number; html: string }> {
    const answer = await fetch(this.maru.url + path, { headers: { cookie: this.cookie }, redirect: 'manual' })
    return { status: answer.status, html: await answer.text() }
  }

  async makesRoom(name: string, { secret = false } = {}): Promise<Room> {
    const { pathname: path } = await this.submits('/rooms', { name, description: '', visibility: secret ? 'private' : 'public' })
    return { id: path.replace('/rooms/', ''), name, path }
  }

  async joins(room: Room): Promise<void> {
    await this.submits(`${room.path}/join`, {})
  }

  /** Posts by form; is patient where the server asks for it. */
  async posts(room: Room, body: string): Promise<void> {
    for (;;) {
      const { to } = await submit(this.maru, `${room.path}/messages`, { body }, this.cookie, ['too_fast'])
      if (!to.searchParams.has('problem')) return
    }
  }
}

/** A founded place with its owner. */
export class Place {
  private guests = 0
  private hands: Account[] | undefined

  private constructor(
    readonly maru: Maru,
    readonly name: string,
    readonly owner: Account,
    private readonly joinPath: string,
  ) {}

  static async founded(maru: Maru, name = 'Harbour House', language = 'en'): Promise<Place> {
    const owner = { name: 'olivia', display: 'Olivia', password: PASSWORD }
    const { cookie } = await submit(maru, '/first-run', { place: name, language, ...owner })
    const account = new Account(maru, owner.name, owner.display, session(cookie))
    return new Place(maru, name, account, new URL(await joinLink(account)).pathname)
  }

  /** Somebody new, who came in through a join link; the name they sign in with is their own. */
  async newcomer(display: string): Promise<Account> {
    this.guests += 1
    const name = `guest-${this.guests}`
    const { cookie } = await submit(this.maru, this.joinPath, { name, display, password: PASSWORD })
    return new Account(this.maru, name, display, session(cookie))
  }

  /** The link by which anybody can still come. */
  get joinLink(): string {
    return this.maru.url + this.joinPath
  }

  /** Makes an admin of somebody, or a moderator. */
  async promotes(account: Account, role = 'admin'): Promise<void> {
    await this.owner.submits(`/people/${await this.idOf(account)}/role`, { role })
  }

  /** What somebody is known by. */
  async idOf(account: Account): Promise<string> {
    const { members } = await this.owner.views<{ members: { person: { id: string; name: string } }[] }>('people')
    const found = members.find(({ person }) => person.name === account.name)
    if (!found) throw new Error(`Nobody is called ${account.name}.`)
    return found.person.id
  }

  /** Fills a room with `Line 1`, `Line 2`, …: by four people in turn, because one alone would be too fast. */
  async fills(room: Room, lines: number): Promise<void> {
    this.hands ??= await Promise.all(['Gus', 'Hana', 'Ivo', 'Jun'].map((name) => this.newcomer(name)))
    const hands = this.hands
    await Promise.all(hands.map((hand) => hand.joins(room)))
    for (let line = 1; line <= lines; line += 1) {
      // Two lines in a row each, so that there are groups.
      await hands[Math.floor((line - 1) / 2) % hands.length]?.posts(room, `Line ${line}`)
    }
  }
}

/** A join link without an end, made by somebody who may. */
async function joinLink(account: Account): Promise<string> {
  await account.submits('/invites', { days: '', uses: '' })
  const [invite] = await account.views<{ link: string }[]>('invites')
  if (!invite) throw new Error('There is no join link.')
  return invite.link
}

async function submit(maru: Maru, path: string, form: Record<string, string>, cookie = '', bearable: string[] = []) {
  const answer = await fetch(maru.url + path, { method: 'POST', body: new URLSearchParams(form), headers: { cookie }, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (answer.status !== 303 || !location) throw new Error(`POST ${path} says ${answer.status}: ${await answer.text()}`)
  const to = new URL(location, maru.url)
  const problem = to.searchParams.get('problem')
  if (problem && !bearable.includes(problem)) throw new Error(`POST ${path} is refused: ${problem}`)
  return { to, cookie: answer.headers.getSetCookie() }
}

/** The one cookie that says who one is. */
function session(cookies: string[]): string {
  const [cookie] = cookies.map((cookie) => cookie.split(';', 1)[0] ?? '').filter((cookie) => !/^(lang|theme)=/.test(cookie))
  if (!cookie) throw new Error('Nobody was signed in.')
  return cookie
}
