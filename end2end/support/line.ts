// The line of a page with a hand on it: it can be cut, mended, and made to hold back what the server says.
import type { Page, WebSocketRoute } from '@playwright/test'

export class Line {
  private readonly lines = new Set<WebSocketRoute>()
  private isCut = false
  private held: { type: string; frames: (() => void)[] } | undefined

  private constructor() {}

  /** Takes hold of all lines this page will open. */
  static async of(page: Page): Promise<Line> {
    const line = new Line()
    await page.routeWebSocket(/\/ws\/chat$/, (route) => line.opened(route))
    return line
  }

  private opened(route: WebSocketRoute): void {
    if (this.isCut) {
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
    server.onMessage((frame) => {
      if (this.held && (JSON.parse(String(frame)) as { type: string }).type === this.held.type) {
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

  /** The next attempt succeeds. */
  mends(): void {
    this.isCut = false
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
