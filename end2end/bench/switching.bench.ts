// From the click on a room in the list to its history on the screen: rooms seen for the first time, and rooms open before.
import { Pen, lines } from '../support/pen.ts'
import { figure, times } from './figures.ts'
import { test } from './test.ts'

const ROOMS = 12
/** As many rows as a first page has. */
const LINES = 60
const ROUNDS = 3

interface Switch {
  /** From the press to the frame with the history, in milliseconds. */
  painted: number
  /** Of that, from the first question to the last answer. */
  asking: number
}

test('switching rooms', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const ana = await browses(account)
  const pen = await Pen.of(account)
  const rooms = []
  for (let n = 0; n <= ROOMS; n += 1) {
    const room = await account.makesRoom(`Room ${n}`)
    await pen.writes(room, lines(`In ${n}, line`, 1, LINES))
    rooms.push(room)
  }
  pen.closes()
  const [home, ...others] = rooms
  if (!home) throw new Error('There is no room to begin in.')
  await ana.opens(home)

  const visits: Switch[][] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const visit: Switch[] = []
    for (const [n, room] of others.entries()) {
      const painted = ana.page.evaluate(paints, `In ${n + 1}, line ${LINES}`)
      await ana.roomLink(room).click()
      visit.push(await painted)
      await ana.sees(`In ${n + 1}, line ${LINES}`, `In ${n + 1}, line ${LINES - 40}`)
    }
    visits.push(visit)
  }
  const [first = [], ...again] = visits
  for (const [what, all] of [['seen for the first time', first], ['that was open before', again.flat()]] as const) {
    times(`Switching to a room ${what}`, all.map(({ painted }) => painted), 95)
    const asking = all.map(({ asking }) => asking).sort((a, b) => a - b)
    figure(`Of that, asking the server, p50`, asking[Math.floor(asking.length / 2)] ?? Number.NaN, 'ms')
  }
})

/** Runs in the browser: waits for a press, and then for a frame with this text in it. */
function paints(text: string): Promise<{ painted: number; asking: number }> {
  performance.clearResourceTimings()
  return new Promise((done) => {
    let pressed = 0
    addEventListener('click', (click) => (pressed = click.timeStamp), { capture: true, once: true })
    const look = () => {
      const here = pressed > 0 && [...document.querySelectorAll('[role=log] article:last-of-type .body')].some((body) => body.textContent === text)
      if (!here) return void requestAnimationFrame(look)
      // The next task is after this frame.
      const after = new MessageChannel()
      after.port1.onmessage = () => {
        const painted = performance.now() - pressed
        const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/view/')) as PerformanceResourceTiming[]
        const asking = answers.length === 0 ? 0 : Math.max(...answers.map((one) => one.responseEnd)) - Math.min(...answers.map((one) => one.startTime))
        done({ painted, asking })
      }
      after.port2.postMessage(null)
    }
    requestAnimationFrame(look)
  })
}
