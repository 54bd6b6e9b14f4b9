// Every page, by the rules of axe, in both languages and in the light and in the dark.
import AxeBuilder from '@axe-core/playwright'
import { NOT_THERE, membersPages, strangersPages } from '../support/pages.ts'
import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

for (const language of ['en', 'ko'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const look = { words: words[language], colorScheme }

    test(`axe finds nothing on any page (${language}, ${colorScheme})`, async ({ place, browses, stranger }) => {
      test.slow()
      const account = await place.newcomer('Ana')
      await place.promotes(account)
      const room = await account.makesRoom('Kitchen')
      await place.fills(room, 12)
      const ana = await browses(account, look)
      const nobody = await stranger(place.maru, look)
      ana.expectsTrouble(NOT_THERE)
      nobody.expectsTrouble(NOT_THERE)
      await ana.opens(room)
      await ana.writes('See https://example.org/menu')
      await ana.sees(words[language].today)
      for (const path of membersPages(room)) await isAccessible(ana, path)
      for (const path of strangersPages(new URL(place.joinLink).pathname)) await isAccessible(nobody, path)
    })

    test(`axe finds nothing on the first page of all (${language}, ${colorScheme})`, async ({ emptyMaru, stranger }) => {
      const nobody = await stranger(emptyMaru, look)
      await isAccessible(nobody, '/first-run')
    })
  }
}

async function isAccessible(person: Person, path: string): Promise<void> {
  await person.opens(path)
  const { violations } = await new AxeBuilder({ page: person.page }).analyze()
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
  expect.soft(found, path).toEqual([])
}
