// Every page there is: by the rules of axe in the light and in the dark, and on a screen as narrow as a phone.
import AxeBuilder from '@axe-core/playwright'
import type { Person } from '../support/person.ts'
import type { Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

const membersPages = (room: Room, self: string, other: string) => [
  '/rooms',
  '/rooms/new',
  room.path,
  `${room.path}?before=5`,
  `${room.path}?at=5`,
  `${room.path}/settings`,
  `${room.path}/pins`,
  `${room.path}/webhooks`,
  '/settings/bots',
  '/settings?done=profile',
  '/people',
  '/direct',
  `/people/${self}`,
  '/invites',
  '/moderation',
  '/moderation/audit',
  `/people/${other}`,
  `${room.path}/report?of=7`,
  `${room.path}/versions?of=7`,
  `/rooms/${'0'.repeat(32)}`,
]
const strangersPages = (joinPath: string) => ['/sign-in', '/sign-in?problem=credentials&name=ana', joinPath, '/join/closed', '/nowhere']

/** What the browser itself says about a page that is not there. */
const NOT_THERE = /the server responded with a status of 404/

for (const language of ['en', 'ko'] as const) {
  test(`every page can be used by everybody and fits a phone (${language})`, async ({ place, browses, stranger }) => {
    test.slow()
    const account = await place.newcomer('Ana, who has a rather long name to show')
    await place.promotes(account)
    const room = await account.makesRoom('A room with a name as long as names of rooms may be, or so')
    await place.fills(room, 6)
    await account.posts(room, `https://example.org/${'a'.repeat(200)}`)
    await account.posts(room, `${'wide'.repeat(60)} ${'가'.repeat(120)}`)
    const ana = await browses(account, { words: words[language] })
    const nobody = await stranger(place.maru, { words: words[language] })
    ana.expectsTrouble(NOT_THERE)
    nobody.expectsTrouble(NOT_THERE)
    const { me } = await account.views<{ me: { person: { id: string } } }>('visit')
    const other = await place.newcomer('Ben')
    const id = await place.idOf(other)
    await account.submits(`/people/${id}/mute`, { hours: '24', reason: 'Too loud for everybody else in here' })
    for (const path of membersPages(room, me.person.id, id)) await isForEverybody(ana, path)
    for (const path of strangersPages(new URL(place.joinLink).pathname)) await isForEverybody(nobody, path)
  })
}

test('the first page of all can be used by everybody and fits a phone', async ({ emptyMaru, stranger }) => {
  for (const language of ['en', 'ko'] as const) {
    await isForEverybody(await stranger(emptyMaru, { words: words[language] }), '/first-run')
  }
})

async function isForEverybody(person: Person, path: string): Promise<void> {
  const { page } = person
  await person.opens(path)
  const laptop = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
    expect.soft(found, `${path}, ${colorScheme}`).toEqual([])
  }
  await page.setViewportSize({ width: 390, height: 844 })
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect.soft(overhang, `${path}, pixels one could scroll sideways`).toBe(0)
  if (laptop) await page.setViewportSize(laptop)
}
