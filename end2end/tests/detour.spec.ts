// Where no WebSocket gets through, the page takes the detour by itself, loses nothing, and goes back when it can.
import { Line } from '../support/line.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

const MARK = 'Connected without WebSocket, which does not get through here'

test('a page whose sockets are blocked talks and hears by the detour', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  await line.blocks()
  await ana.opens(kitchen)
  const mark = ana.page.getByRole('img', { name: MARK })
  await expect(mark).toBeVisible()
  expect(line.open).toBe(0)

  await ana.writes('By the long way')
  await ben.sees('By the long way')
  await ben.writes('It arrives')
  await ana.sees('It arrives')
  for (const text of ['one', 'two', 'three']) await ana.writes(text)
  for (const person of [ana, ben]) await person.hasMessages(['By the long way', 'It arrives', 'one', 'two', 'three'])
  await expect(ana.pending).toHaveCount(0)
  await expect(ana.page.getByRole('status').filter({ hasText: 'Reconnecting…' })).toHaveCount(0)

  await test.step('the next page begins there', async () => {
    await ana.page.reload()
    await ana.isAwake()
    await expect(mark).toBeVisible()
  })
})

test('what is written when the detour breaks arrives once', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  await line.blocks()
  await ana.opens(kitchen)
  await expect(ana.page.getByRole('img', { name: MARK })).toBeVisible()
  // Something on the way loses one request.
  ana.expectsTrouble(/status of 404/)
  await ana.page.route(/\/api\/line\/[0-9a-f]{32}$/, (route) => route.fulfill({ status: 404 }), { times: 1 })
  await ana.writes('Into the dark')
  await ben.sees('Into the dark')
  await ben.writes('Are you there?')
  await ana.sees('Are you there?')
  await ana.writes('Here')
  for (const person of [ana, ben]) await person.hasMessages(['Into the dark', 'Are you there?', 'Here'])
  await expect(ana.pending).toHaveCount(0)
})

test('the page goes back to a socket when one gets through', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  await line.blocks()
  await ana.page.clock.install()
  await ana.opens(kitchen)
  const mark = ana.page.getByRole('img', { name: MARK })
  await expect(mark).toBeVisible()
  await ana.writes('By the long way')
  await ben.sees('By the long way')
  line.mends()
  // A request that was under way when the detour ended comes too late.
  ana.expectsTrouble(/status of 404/)
  await ana.page.clock.fastForward(31_000)
  await expect(mark).toHaveCount(0)
  await expect.poll(() => line.open).toBeGreaterThan(0)
  await ana.writes('Straight on')
  for (const person of [ana, ben]) await person.hasMessages(['By the long way', 'Straight on'])
})

test('in Korean the mark speaks Korean', async ({ place, browses }) => {
  const ana = await browses(await place.newcomer('Ana'), { words: words.ko })
  const kitchen = await ana.account.makesRoom('부엌')
  const line = await Line.of(ana.page)
  await line.blocks()
  await ana.opens(kitchen)
  await expect(ana.page.getByRole('img', { name: 'WebSocket이 막혀 있어 다른 방식으로 연결했어요' })).toBeVisible()
})
