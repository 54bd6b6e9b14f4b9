// A thousand messages at once into an open room: how long its frames are meanwhile, and that all of them arrive.
import { Pen, lines } from '../support/pen.ts'
import { figure, times } from './figures.ts'
import { readsBackTo } from './history.ts'
import { expect, test } from './test.ts'

const BURST = 1_000
const WRITERS = ['Ben', 'Cho', 'Dan', 'Eve']

test('a burst of 1,000 messages', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const room = await account.makesRoom('Station')
  const writers = await Promise.all(WRITERS.map((name) => place.newcomer(name)))
  await Promise.all(writers.map((writer) => writer.joins(room)))
  const pens = await Promise.all(writers.map((writer) => Pen.of(writer)))
  await pens[0]?.writes(room, lines('Before', 1, 60))
  const ana = await browses(account)
  await ana.opens(room)
  await ana.sees('Before 60')

  const watched = ana.page.evaluate(watch, { first: 'Burst ', last: 'The end' })
  const began = Date.now()
  const each = BURST / pens.length
  await Promise.all(pens.map((pen, n) => pen.writes(room, lines('Burst', n * each + 1, (n + 1) * each))))
  await pens[0]?.writes(room, ['The end'])
  const saved = Date.now()
  const { frames, seen } = await watched
  pens.forEach((pen) => pen.closes())

  await expect(ana.text('The end')).toBeInViewport()
  const shown = await ana.log.getByRole('article').locator('.body').allTextContents()
  expect(new Set(shown).size, 'messages are on the screen once').toBe(shown.length)
  const all = await readsBackTo(ana, 'Before 60')
  expect(lines('Burst', 1, BURST).filter((line) => !all.has(line)), 'messages that are missing').toEqual([])

  figure('Burst of 1,000 messages: on disk after', saved - began, 'ms')
  figure('Burst of 1,000 messages: the last one on the screen after', seen - began, 'ms')
  times('Frame while it arrives', frames, 95)
})

/** Runs in the browser: the time of each frame from the first message of a burst to the last one, and when that was seen. */
function watch({ first, last }: { first: string; last: string }): Promise<{ frames: number[]; seen: number }> {
  return new Promise((done) => {
    const frames: number[] = []
    let before: number | undefined
    const frame = (now: number) => {
      const newest = [...document.querySelectorAll('[role=log] article')].at(-1)?.querySelector('.body')?.textContent ?? ''
      if (before !== undefined) frames.push(now - before)
      if (newest === last) return done({ frames, seen: performance.timeOrigin + performance.now() })
      if (before !== undefined || newest.startsWith(first)) before = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}
