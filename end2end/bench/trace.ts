// How long the page's own code runs, from a trace of the browser: handlers, microtasks and timers, with what they force the
// browser to do meanwhile.
import type { Page } from '@playwright/test'

interface TraceEvent {
  name: string
  ph: string
  ts: number
  dur?: number
  pid: number
  tid: number
  args?: { data?: { type?: string }; name?: string }
}

/** What the browser calls a turn of script. */
const SCRIPT = new Set(['EventDispatch', 'FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'TimerFire', 'FireAnimationFrame'])

/** Runs something and says how many milliseconds of script followed each event of a type until the next one. */
export async function scriptAfterEach(page: Page, type: string, run: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser()
  if (!browser) throw new Error('There is no browser to trace.')
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute'] })
  await run()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const starts = traceEvents.filter(({ name, args }) => name === 'EventDispatch' && args?.data?.type === type)
  const thread = starts[0]
  if (!thread) return []
  const turns = traceEvents
    .filter(({ name, ph, pid, tid }) => ph === 'X' && SCRIPT.has(name) && pid === thread.pid && tid === thread.tid)
    .sort((a, b) => a.ts - b.ts)
  const sums = starts.map(() => 0)
  let covered = 0
  let start = -1
  for (const { ts, dur = 0 } of turns) {
    while (start + 1 < starts.length && (starts[start + 1]?.ts ?? 0) <= ts) start += 1
    // A turn inside a turn is counted once.
    const end = ts + dur
    if (start >= 0) sums[start] = (sums[start] ?? 0) + Math.max(0, end - Math.max(ts, covered)) / 1_000
    covered = Math.max(covered, end)
  }
  return sums
}
