// The line breaks: the page says so only when it lasts, and loses nothing.
import { Line } from '../support/line.ts'
import { LINE_LOST } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('a broken line is mentioned after five seconds, and what was written arrives once', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  const clock = ana.page.clock
  await clock.install()
  await ana.opens(kitchen)
  const bar = ana.page.getByRole('status').filter({ hasText: 'Reconnecting…' })
  await clock.pauseAt(Date.now() + 60_000)

  await line.breaks()
  await ana.page.waitForFunction(() => !window.maruSpy.welcomed)
  await ana.writes('Into the dark')
  await expect(ana.pending).toHaveText('Into the dark')
  await clock.runFor(4_900)
  await expect(bar).toHaveCount(0)
  await clock.runFor(200)
  await expect(bar).toContainText('the server does not answer')
  await expect(ana.composer).toBeEnabled()
  await ana.writes('And another')

  await test.step('after ten seconds each message says that it waits', async () => {
    await clock.runFor(11_000)
    await expect(ana.row('Into the dark')).toContainText('Will be sent when you are back online.')
    await expect(ana.row('And another').getByRole('button', { name: 'Delete' })).toBeVisible()
  })

  line.mends()
  await bar.getByRole('button', { name: 'Try now' }).click()
  await expect(bar).toHaveCount(0)
  // What comes together is drawn with the next frame, and frames come with the time.
  await clock.resume()
  for (const person of [ana, ben]) await person.hasMessages(['Into the dark', 'And another'])
  await expect(ana.pending).toHaveCount(0)
  await expect(ana.log.getByText('Will be sent when you are back online.')).toHaveCount(0)
})

test('a waiting message can be taken back', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  await ana.page.clock.install()
  await ana.opens(kitchen)
  await line.breaks()
  await ana.writes('Never mind')
  await ana.writes('But this')
  await ana.page.clock.fastForward(11_000)
  await ana.row('Never mind').getByRole('button', { name: 'Delete' }).click()
  await ana.doesNotSee('Never mind')
  line.mends()
  await ana.page.clock.fastForward(31_000)
  for (const person of [ana, ben]) await person.hasMessages(['But this'])
})

test('a device without a network says so, and goes on when it is back', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  const line = await Line.of(ana.page)
  await ana.opens(kitchen)
  ana.expectsTrouble(LINE_LOST)
  await ana.context.setOffline(true)
  await line.breaks()
  await ana.writes('From the tunnel')
  await expect(ana.page.getByRole('status').filter({ hasText: 'this device is offline' })).toBeVisible()
  await ben.writes('Where are you?')

  line.mends()
  await ana.context.setOffline(false)
  await ben.sees('From the tunnel')
  for (const person of [ana, ben]) await person.hasMessages(['Where are you?', 'From the tunnel'])
  await expect(ana.page.getByRole('status').filter({ hasText: 'Reconnecting…' })).toHaveCount(0)
})

test('messages of one tab stand in the other tab too, in order', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ana.opens(kitchen)
  const texts = Array.from({ length: 12 }, (_, n) => `Message ${n + 1}`)
  const tab = await ana.anotherTab()
  await tab.opens(kitchen)
  for (const text of texts) await ana.writes(text)
  for (const page of [ana, tab]) await page.hasMessages(texts)
})
