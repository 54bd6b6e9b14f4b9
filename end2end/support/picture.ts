// Files to send, made here: pictures of one color, of any size.
import { crc32, deflateSync } from 'node:zlib'

/** What a picker gives to a page. */
export interface Picked {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A PNG of so many pixels. */
export function picture(name: string, width: number, height: number, [red, green, blue]: [number, number, number] = [40, 120, 90]): Picked {
  const row = Buffer.alloc(1 + width * 3)
  for (let x = 0; x < width; x += 1) row.set([red, green, blue], 1 + x * 3)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const parts = [chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]
  return { name, mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]) }
}

/** A file of plain text. */
export function note(name: string, text: string): Picked {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) }
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
