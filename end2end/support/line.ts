// The line of a page with a hand on it: it can be cut, mended, and made to hold back what the server says. Where it is cut, the
// detour is too, unless the sockets alone are blocked.
import type { Page, WebSocketRoute } from '@playwright/test'

/** What a page says: a command of the protocol. */
export interface Said {
  type: string
  room?: string
  nonce?: string
  body?: unknown
}

export class Line {
  private readonly lines = new Set<WebSocketRoute>()
  private isCut = false
  private isBlocked = false
  private held: { type: string; frames: (() => void)[] } | undefined

  /** Hears everything the page says. */
  onSaid: ((frame: Said) => void) | undefined
  /** What the page says gets lost, and nobody tells it. */
  isDeaf = false
  /** A message with this text is refused. */
  refuses: string | undefined
  /** What the server's welcome says otherwise. */
  welcomes: { version?: number; build?: string } = {}

  private constructor(readonly page: Page) {}

  /** Takes hold of all lines this page will open. */
  static async of(page: Page): Promise<Line> {
    const line = new Line(page)
    await page.routeWebSocket(/\/ws\/chat$/, (route) => line.opened(route))
    await page.route(/\/api\/line$/, (route) => {
      const farewell = 'event: close\ndata: {"code":1011}\n\n'
      return line.isCut ? route.fulfill({ contentType: 'text/event-stream', body: farewell }) : route.continue()
    })
    return line
  }

  private opened(route: WebSocketRoute): void {
    if (this.isCut || this.isBlocked) {
      void route.close()
      return
    }
    const server = route.connectToServer()
    this.lines.add(route)
    route.onClose((code, reason) => {
      this.lines.delete(route)
      void server.close({ code, reason })
    })
    server.onClose((code, reason) => {
      this.lines.delete(route)
      void route.close({ code, reason })
    })
    route.onMessage((frame) => {
      const said = JSON.parse(String(frame)) as Said
      this.onSaid?.(said)
      if (this.isDeaf) return
      if (said.type === 'post' && said.body === this.refuses) {
        const { room, nonce } = said
        route.send(JSON.stringify({ type: 'rejected', room, nonce, rejection: { code: 'not_allowed' } }))
      } else {
        server.send(frame)
      }
    })
    server.onMessage((told) => {
      const event = JSON.parse(String(told)) as { type: string }
      const frame = event.type === 'welcomed' ? JSON.stringify({ ...event, ...this.welcomes }) : told
      if (this.held && event.type === this.held.type) {
        this.held.frames.push(() => route.send(frame))
      } else {
        route.send(frame)
      }
    })
  }

  /** Breaks it; every new one breaks at once. */
  async breaks(): Promise<void> {
    this.isCut = true
    const lines = [...this.lines]
    this.lines.clear()
    await Promise.all(lines.map((route) => route.close()))
  }

  /** Something on the way lets no socket through, and everything else. */
  async blocks(): Promise<void> {
    this.isBlocked = true
    const lines = [...this.lines]
    this.lines.clear()
    await Promise.all(lines.map((route) => route.close()))
  }

  /** The next attempt succeeds. */
  mends(): void {
    this.isCut = false
    this.isBlocked = false
  }

  /** How many lines the page has open. */
  get open(): number {
    return this.lines.size
  }

  /** Frames of this type wait, until released. */
  holdsBack(type: string): void {
    this.held = { type, frames: [] }
  }

  get heldBack(): number {
    return this.held?.frames.length ?? 0
  }

  releases(): void {
    const frames = this.held?.frames ?? []
    this.held = undefined
    for (const frame of frames) frame()
  }
}
