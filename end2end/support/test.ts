// The fixtures: a place that the tests of one worker share, servers of one's own, and people with browsers.
import { type BrowserContextOptions, test as base, expect } from '@playwright/test'
import { Maru } from './maru.ts'
import { FREELY } from './pen.ts'
import { Person, type PersonOptions } from './person.ts'
import { type Account, Place, type Room } from './place.ts'
import { words } from './words.ts'

export { expect } from '@playwright/test'

type Options = BrowserContextOptions & PersonOptions

interface Fixtures {
  /** A server nobody has an account on, for this test alone. */
  emptyMaru: Maru
  /** A founded place for this test alone: it may be stopped. */
  ownPlace: Place
  /** A founded place for this test alone, which may ask this machine, and where who does not look is away at once. */
  openPlace: Place
  /** A founded place for this test alone, where programs may write as fast as they can. */
  busyPlace: Place
  /** Somebody without an account, in a browser of their own. */
  stranger: (maru: Maru, options?: Options) => Promise<Person>
  /** Somebody who is signed in, in a browser of their own. */
  browses: (account: Account, options?: Options) => Promise<Person>
  /** Newcomers of the shared place, each in a browser of their own. */
  meet: <Names extends string[]>(...names: Names) => Promise<{ [Name in keyof Names]: Person }>
  /** What the console and the servers said is looked at after the test. */
  people: Person[]
}

interface WorkerFixtures {
  /** A founded place: everybody in it is made by the test that needs them. */
  place: Place
  /** A room with `Line 1` to `Line 110` in it, to read: filling it takes a while. */
  archive: Room
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  place: [
    async ({}, use) => founds(use, []),
    { scope: 'worker' },
  ],

  archive: [
    async ({ place }, use) => {
      const archive = await place.owner.makesRoom('Archive')
      await place.fills(archive, 110)
      await use(archive)
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  emptyMaru: async ({ people }, use, info) => {
    const maru = await Maru.opens()
    await use(maru)
    // Before the server: a page that loses its line says so in the console.
    await leave(people)
    await maru.closes()
    if (info.status !== info.expectedStatus) await info.attach('server log', { body: maru.log.join('') })
    expect(maru.complaints(), 'the server wrote errors into its log').toEqual([])
  },

  ownPlace: async ({ emptyMaru }, use) => {
    await use(await Place.founded(emptyMaru))
  },

  openPlace: async ({ people }, use) => founds(use, ['--reach', '127.0.0.1/32', '--away-after', '0'], people),

  busyPlace: async ({ people }, use) => founds(use, FREELY, people),

  people: async ({}, use) => {
    const people: Person[] = []
    await use(people)
    const complaints = people.flatMap((person) => person.complaints())
    expect(complaints, 'the console of a page said something').toEqual([])
  },

  stranger: async ({ browser, people }, use) => {
    await use(async (maru, options = {}) => {
      const person = await Person.arrives(await browser.newContext(context(maru, options)), undefined, options)
      people.push(person)
      return person
    })
    await leave(people)
  },

  browses: async ({ browser, people }, use) => {
    await use(async (account, options = {}) => {
      const person = await Person.arrives(await browser.newContext(context(account.maru, options)), account, options)
      people.push(person)
      return person
    })
    await leave(people)
  },

  meet: async ({ place, browses }, use) => {
    const meet = async (...names: string[]) => {
      const accounts = await Promise.all(names.map((name) => place.newcomer(name)))
      return Promise.all(accounts.map((account) => browses(account)))
    }
    await use(meet as Fixtures['meet'])
  },
})

/** A founded place for whoever uses it, on a server with these options: once it was used its people leave, and its log is looked at. */
export async function founds(use: (place: Place) => Promise<void>, options: readonly string[], people: Person[] = []): Promise<void> {
  const maru = await Maru.opens(...options)
  await use(await Place.founded(maru))
  await leave(people)
  await maru.closes()
  expect(maru.complaints(), 'the server wrote errors into its log').toEqual([])
}

async function leave(people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.context.close()))
}

function context(maru: Maru, { words: speaks, scripts, ...options }: Options): BrowserContextOptions {
  return { baseURL: maru.url, locale: (speaks ?? words.en).locale, javaScriptEnabled: scripts ?? true, ...options }
}
