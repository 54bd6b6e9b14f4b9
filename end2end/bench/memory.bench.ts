// What a tab holds while somebody scrolls through 10,000 messages: JavaScript's heap, WASM's memory, and nodes of the page.
import { lines } from '../support/pen.ts'
import { figure } from './figures.ts'
import { readsBackTo } from './history.ts'
import { LONG, expect, test } from './test.ts'

const STATIONS = [1_000, 5_000, LONG]

test('memory while 10,000 messages are scrolled through', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account)
  await ana.page.addInitScript(rememberMemory)
  await ana.opens(archive)
  const browser = await ana.context.newCDPSession(ana.page)
  await browser.send('Performance.enable')

  const seen = new Set<string>()
  for (const station of STATIONS) {
    const passed = await readsBackTo(ana, `Line ${LONG - station + 1}`)
    passed.forEach((text) => seen.add(text))
    await browser.send('HeapProfiler.collectGarbage')
    const { metrics } = await browser.send('Performance.getMetrics')
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
    const { wasm, nodes } = await ana.page.evaluate(() => ({
      wasm: window.wasmMemory?.buffer.byteLength ?? Number.NaN,
      nodes: document.querySelectorAll('*').length,
    }))
    expect(heap).toBeGreaterThan(0)
    expect(wasm).toBeGreaterThan(0)
    figure(`JavaScript heap after ${station} messages`, heap / 1e6, 'MB')
    figure(`WASM memory after ${station} messages`, wasm / 1e6, 'MB')
    figure(`Elements in the page after ${station} messages`, nodes, '')
  }
  expect(lines('Line', 1, LONG).filter((line) => !seen.has(line)), 'messages that were passed over').toEqual([])
})

declare global {
  interface Window {
    wasmMemory?: WebAssembly.Memory
  }
}

/** Runs in the browser before its own scripts: keeps the memory of the client where it can be looked at. */
function rememberMemory(): void {
  const load = WebAssembly.instantiateStreaming
  WebAssembly.instantiateStreaming = async (...args) => {
    const loaded = await load(...args)
    window.wasmMemory = loaded.instance.exports['memory'] as WebAssembly.Memory
    return loaded
  }
}
