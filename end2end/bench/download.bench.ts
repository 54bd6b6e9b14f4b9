// What a browser downloads to have a room: the page itself, and the client, as they come over the wire.
import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { expect, test } from '../support/test.ts'
import { figure } from './figures.ts'

/** The bytes of an answer, still packed. */
function packed(url: string, headers: Record<string, string>): Promise<{ bytes: Buffer; encoding: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => resolve({ bytes: Buffer.concat(pieces), encoding: answer.headers['content-encoding'] }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('a room with 50 messages, and the client', async ({ place }) => {
  const room = await place.owner.makesRoom('Kitchen')
  await place.fills(room, 60)
  const { cookie } = place.owner
  const page = await packed(place.maru.url + room.path, { cookie, 'accept-encoding': 'gzip' })
  expect(page.encoding).toBe('gzip')
  const html = gunzipSync(page.bytes).toString()
  expect(html).toContain('Line 60')
  expect(html).toContain('Line 11')
  figure('First HTML of a room with 50 messages, gzip', page.bytes.length / 1000, 'kB')

  let sum = 0
  const names = new Set([...html.matchAll(/\/pkg\/[0-9a-f]+\/maru\.(?:js|wasm|css)/g)].map(([name]) => name))
  expect(names.size).toBe(3)
  for (const name of names) {
    const file = await packed(place.maru.url + name, { 'accept-encoding': 'br' })
    expect(file.encoding, `${name} is packed: is this a release?`).toBe('br')
    figure(`Client: ${name.split('.').pop()}, brotli`, file.bytes.length / 1000, 'kB')
    sum += file.bytes.length
  }
  figure('Client download: WASM, JavaScript and CSS, brotli', sum / 1000, 'kB')
})
