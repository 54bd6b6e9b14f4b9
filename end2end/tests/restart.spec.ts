// The server goes away and comes back: nothing is missing, and nobody has to do anything.
import { LINE_LOST, type Person } from '../support/person.ts'
import type { Account } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`after ${signal} both go on where they were`, async ({ ownPlace, browses }) => {
    const [ana, ben, kitchen] = await inTheKitchen(ownPlace.newcomer.bind(ownPlace), browses)
    await ana.writes('Before')
    await ben.sees('Before')
    await ben.writes('Also before')
    await ana.sees('Also before')

    await ownPlace.maru.stops(signal)
    await ana.writes('While it was down')
    await ana.sees('While it was down')
    await expect(ana.pending).toHaveText('While it was down')
    await ownPlace.maru.starts()

    await ben.sees('While it was down')
    await expect(ana.pending).toHaveCount(0)
    await ben.writes('After')
    await ana.sees('After')
    const messages = ['Before', 'Also before', 'While it was down', 'After']
    for (const person of [ana, ben]) {
      await person.hasMessages(messages)
      await person.opens(kitchen)
      await person.hasMessages(messages)
    }
  })
}

test('what was written while the server was down survives a reload, and arrives once', async ({ ownPlace, browses }) => {
  const [ana, ben, kitchen] = await inTheKitchen(ownPlace.newcomer.bind(ownPlace), browses)
  await ownPlace.maru.stops('SIGKILL')
  await ana.writes('Written')
  await ana.writes('And once more')
  await expect(ana.pending).toHaveText(['Written', 'And once more'])
  // There is nobody to load the page from.
  await expect(ana.page.reload()).rejects.toThrow('ERR_CONNECTION_REFUSED')
  await ownPlace.maru.starts()
  // Chromium tries by itself to load the page again, and may come first.
  await expect(() => ana.opens(kitchen)).toPass()

  for (const person of [ana, ben]) await person.hasMessages(['Written', 'And once more'])
  await expect(ana.pending).toHaveCount(0)
  await ana.reloads()
  await ana.hasMessages(['Written', 'And once more'])
})

test('what somebody has read stays read when the server is killed right after', async ({ ownPlace, browses }) => {
  const [ana, ben] = await inTheKitchen(ownPlace.newcomer.bind(ownPlace), browses)
  const unread = ana.row('Before').getByRole('img', { name: 'Not read by 1' })
  await ana.writes('Before')
  await ben.sees('Before')
  await expect(unread).toHaveCount(0)
  await ownPlace.maru.stops('SIGKILL')
  await ownPlace.maru.starts()
  await expect(async () => {
    await ana.reloads()
    await expect(ana.row('Before')).toBeVisible()
    await expect(unread).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
})

type Browses = (account: Account) => Promise<Person>

async function inTheKitchen(newcomer: (name: string) => Promise<Account>, browses: Browses) {
  const accounts = await Promise.all([newcomer('Ana'), newcomer('Ben')])
  const kitchen = await accounts[0].makesRoom('Kitchen')
  await accounts[1].joins(kitchen)
  const [ana, ben] = await Promise.all([browses(accounts[0]), browses(accounts[1])])
  for (const person of [ana, ben]) {
    person.expectsTrouble(LINE_LOST)
    await person.opens(kitchen)
  }
  return [ana, ben, kitchen] as const
}
