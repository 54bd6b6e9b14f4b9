// A page is complete before its scripts arrive; when they do, nothing moves, nothing is built again, nothing is asked twice.
import { expect, test } from '../support/test.ts'

test('the HTML of a room has its newest messages in it', async ({ place }) => {
  const ana = await place.newcomer('Ana')
  const room = await ana.makesRoom('Kitchen')
  for (const text of ['First of all', 'Tea & <cake>', '마지막 말']) await ana.posts(room, text)
  const { status, html } = await ana.fetches(room.path)
  expect(status).toBe(200)
  expect(html).toContain('<html lang="en"')
  const log = html.slice(html.indexOf('role="log"'), html.indexOf('<textarea'))
  for (const text of ['Ana created the room', 'First of all', 'Tea &amp; &lt;cake&gt;', '마지막 말']) expect(log).toContain(text)
})

// The server draws times and days in UTC; here all of them change when the page wakes up.
const whereItIsAnotherDay = () => (new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Etc/GMT-14')

test('a room wakes up without a shift and without being built again', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account, { timezoneId: whereItIsAnotherDay() })

  await test.step('the page as it is before its scripts', async () => {
    let wake = () => {}
    const asleep = new Promise<void>((resolve) => (wake = resolve))
    await ana.page.route('**/maru.wasm', async (route) => {
      await asleep
      await route.continue()
    })
    const asked: string[] = []
    ana.page.on('request', (request) => {
      if (request.url().includes('/api/view/')) asked.push(request.url())
    })
    await ana.page.goto(archive.path, { waitUntil: 'commit' })
    await expect(ana.text('Line 110')).toBeInViewport()
    await ana.page.waitForFunction(() => document.styleSheets.length > 0 && document.readyState !== 'loading')
    await ana.page.evaluate(async () => {
      // A page may be painted while half of it is still being read; what moves then is none of the scripts' doing.
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
      const marked = { rows: [...document.querySelectorAll('[role=log] article')], shift: 0, moved: [] as string[] }
      Object.assign(window, { marked })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node | null }[] })[]) {
          marked.shift += entry.value
          for (const { node } of entry.sources) {
            marked.moved.push(node instanceof Element ? node.outerHTML.slice(0, 120) : (node?.textContent ?? '?'))
          }
        }
      }).observe({ type: 'layout-shift' })
    })
    wake()
    await ana.isAwake()
    await ana.sees('Today')

    expect(asked, 'asked for once more').toEqual([])
  })

  const after = await ana.page.evaluate(async () => {
    // What was painted last is measured in the frame after it.
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
    const { rows, shift, moved } = (window as unknown as { marked: { rows: Element[]; shift: number; moved: string[] } }).marked
    const now = [...document.querySelectorAll('[role=log] article')]
    return { same: rows.map((row, n) => now[n] === row), added: now.length - rows.length, shift, moved }
  })
  expect(after.same.length).toBeGreaterThan(45)
  expect(after.same).not.toContain(false)
  expect(after.added).toBe(0)
  expect({ shift: after.shift, moved: after.moved }).toEqual({ shift: 0, moved: [] })
  await expect(ana.text('Line 110')).toBeInViewport()
})

test('what happens between the HTML and the line is not lost', async ({ place, browses }) => {
  const [account, other] = await Promise.all([place.newcomer('Ana'), place.newcomer('Ben')])
  const room = await account.makesRoom('Kitchen')
  await other.joins(room)
  await account.posts(room, 'Before')
  const ana = await browses(account)
  await ana.page.route('**/maru.wasm', async (route) => {
    await other.posts(room, 'Between')
    await route.continue()
  })
  await ana.opens(room)
  await ana.hasMessages(['Before', 'Between'])
})
