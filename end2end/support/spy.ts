// How a test knows that a page is awake: it listens where the page listens, and touches nothing.
import type { Page } from '@playwright/test'

interface Spy {
  /** The WASM is loaded and has taken the page over. */
  hydrated: boolean
  /** The server has said welcome on the line, and the line is still open. */
  welcomed: boolean
  /** Rooms whose events come over this line. */
  rooms: Set<string>
}

declare global {
  interface Window {
    maruSpy: Spy
  }
}

/** Runs in every page before its own scripts. */
export function spy(): void {
  const spy: Spy = { hydrated: false, welcomed: false, rooms: new Set() }
  window.maruSpy = spy
  const watch = <A extends unknown[], R>(load: (...args: A) => Promise<R>) => (...args: A) => {
    const loaded = load(...args)
    // Hydration follows in the microtasks after the loading; the next task but one is after it.
    loaded.then(() => setTimeout(() => setTimeout(() => (spy.hydrated = true))), () => {})
    return loaded
  }
  WebAssembly.instantiateStreaming = watch(WebAssembly.instantiateStreaming.bind(WebAssembly))
  const ends = () => {
    spy.welcomed = false
    spy.rooms.clear()
  }
  const hears = ({ data }: MessageEvent) => {
    const event = JSON.parse(String(data)) as { type: string; room?: string; snapshot?: { room: { id: string } } }
    if (event.type === 'welcomed') spy.welcomed = true
    if (event.type === 'resumed' && event.room) spy.rooms.add(event.room)
    if (event.snapshot) spy.rooms.add(event.snapshot.room.id)
  }
  window.WebSocket = class extends window.WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols)
      this.addEventListener('close', ends)
      this.addEventListener('message', hears)
    }
  }
  window.EventSource = class extends window.EventSource {
    constructor(address: string | URL) {
      super(address)
      this.addEventListener('message', hears)
    }

    override close(): void {
      ends()
      super.close()
    }
  }
}

/** Waits until the page is awake: hydrated, with a line where there is one, hearing the room where there is one. */
export async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const spy = window.maruSpy
    if (!spy?.hydrated) return false
    if (!document.getElementById('rooms')) return true
    const room = document.querySelector('.composer') && /^\/rooms\/([0-9a-f]{32})$/.exec(location.pathname)?.[1]
    return spy.welcomed && (!room || spy.rooms.has(room))
  })
}
