// From a key press in one browser to the message on the screen of another, on one machine: saved on the disk on the way.
import { expect, test } from '../support/test.ts'
import { times } from './figures.ts'

const MESSAGES = 200

test('from key press to the other screen', async ({ place, browses }) => {
  const [a, b] = await Promise.all([place.newcomer('Ana'), place.newcomer('Ben')])
  const room = await a.makesRoom('Kitchen')
  await b.joins(room)
  const [ana, ben] = await Promise.all([browses(a), browses(b)])
  await Promise.all([ana.opens(room), ben.opens(room)])

  // One clock for both: the time of the machine, in milliseconds with fractions.
  await ana.page.evaluate(() => {
    const pressed: number[] = []
    Object.assign(window, { pressed })
    addEventListener('keydown', (key) => key.key === 'Enter' && pressed.push(performance.timeOrigin + key.timeStamp), { capture: true })
  })
  await ben.page.evaluate(() => {
    const seen = new Map<string, number>()
    Object.assign(window, { seen })
    const log = document.querySelector('[role=log]') as Element
    new MutationObserver(() => {
      const now = [...log.querySelectorAll('article')].slice(-3).map((row) => /message (\d+)\./.exec(row.textContent ?? '')?.[1])
      // What is in the document now is on the screen with the next frame.
      requestAnimationFrame(() =>
        now.forEach((n) => n !== undefined && !seen.has(n) && seen.set(n, performance.timeOrigin + performance.now())),
      )
    }).observe(log, { childList: true, subtree: true })
  })
  const pace = 150 // people do not type faster, and ten a second are the limit
  for (let n = 0; n < MESSAGES; n += 1) {
    await ana.composer.fill(`This is message ${n}.`)
    await ana.composer.press('Enter')
    await expect(ben.text(`This is message ${n}.`)).toBeVisible()
    await ana.page.waitForTimeout(pace)
  }
  const pressed = await ana.page.evaluate(() => (window as unknown as { pressed: number[] }).pressed)
  const seen = await ben.page.evaluate(() => [...(window as unknown as { seen: Map<string, number> }).seen])
  expect(pressed.length).toBe(MESSAGES)
  expect(seen.length).toBe(MESSAGES)
  times('Key press to the other screen', seen.map(([n, at]) => at - (pressed[Number(n)] ?? Number.NaN)))
})
