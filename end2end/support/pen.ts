// Somebody who writes faster than people do: over the line, without a browser.
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Account, Room } from './place.ts'

/** What a server needs to be told before programs may write as fast as they can. */
export const FREELY = ['posts-per-second', 'posts-burst', 'frames-per-second'].flatMap((limit) => [`--${limit}`, '1000000'])

/** So many messages are on their way at once: what waits for a slow reader is bounded. */
const UNDER_WAY = 64

interface Told {
  type: string
  nonce?: string
}

export class Pen {
  private readonly waiting = new Map<string, { safe: () => void; refused: (why: Error) => void }>()

  private constructor(private readonly line: WebSocket) {
    line.on('message', (frame: Buffer) => this.hears(frame.toString()))
    line.on('close', (code: number) => this.waiting.forEach(({ refused }) => refused(new Error(`The line ended with ${code}.`))))
  }

  static async of({ maru, cookie }: Account): Promise<Pen> {
    const line = new WebSocket(`${maru.url.replace('http', 'ws')}/ws/chat`, 'maru.v1+json', { headers: { cookie } })
    const pen = new Pen(line)
    await new Promise((opened, failed) => line.once('open', opened).once('error', failed))
    return pen
  }

  /** Writes texts in their order; done when all are on disk. */
  async writes(room: Room, texts: Iterable<string>): Promise<void> {
    const waits: Promise<void>[] = []
    for (const body of texts) {
      const nonce = randomBytes(16).toString('hex')
      waits.push(new Promise((safe, refused) => this.waiting.set(nonce, { safe, refused })))
      this.line.send(JSON.stringify({ type: 'post', room: room.id, nonce, body }))
      const before = waits[waits.length - UNDER_WAY]
      if (before) await before
    }
    await Promise.all(waits)
  }

  closes(): void {
    this.line.close(1000)
  }

  private hears(frame: string): void {
    const { type, nonce = '' } = JSON.parse(frame) as Told
    const message = this.waiting.get(nonce)
    if (type === 'acknowledged') message?.safe()
    if (type === 'rejected') message?.refused(new Error(`A message was refused: ${frame}`))
    if (type === 'acknowledged' || type === 'rejected') this.waiting.delete(nonce)
  }
}

/** `Line 1`, `Line 2`, … */
export function lines(word: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, n) => `${word} ${from + n}`)
}
