// Clients that were written for others, in Node: `ws` at the plain socket, `eventsource` at the events of a room.
import { EventSource } from 'eventsource'
import { WebSocket } from 'ws'
import { PASSWORD, type Account, type Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

/** What the doors tell. */
interface Entry {
  type: string
  id: number
  content: string
  position: string
  target?: number
}

async function token(account: Account): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name: account.name, password: PASSWORD })
  const answer = await fetch(`${account.maru.url}/api/auth/token`, { method: 'POST', headers, body })
  return ((await answer.json()) as { token: string }).token
}

function plain(account: Account, room: Room, bearer: string, since = ''): { socket: WebSocket; heard: Entry[]; closed: Promise<number> } {
  const query = new URLSearchParams({ roomId: room.id, username: account.name, since })
  const socket = new WebSocket(`${account.maru.url.replace('http', 'ws')}/ws/chat?${query}`, { headers: { authorization: `Bearer ${bearer}` } })
  const heard: Entry[] = []
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    if (text !== 'HEARTBEAT') heard.push(JSON.parse(text) as Entry)
  })
  return { socket, heard, closed: new Promise((closed) => socket.on('close', closed)) }
}

function messages(heard: Entry[]): string[] {
  return heard.filter(({ type }) => type === 'MESSAGE').map(({ content }) => content)
}

test('`ws` at the plain socket and `eventsource` at the events see one conversation', async ({ place }) => {
  const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
  const kitchen = await ana.makesRoom('Kitchen')
  await ben.joins(kitchen)
  const [anas, bens] = [await token(ana), await token(ben)]
  const { socket, heard, closed } = plain(ana, kitchen, anas)
  await expect.poll(() => heard.length).toBeGreaterThan(0)

  const withToken = (url: string | URL, init?: object) => fetch(url, { ...init, headers: { ...(init as RequestInit).headers, authorization: `Bearer ${bens}` } })
  const events = new EventSource(`${ana.maru.url}/api/chat/rooms/${kitchen.id}/events`, { fetch: withToken })
  const told: Entry[] = []
  const edits: Entry[] = []
  events.addEventListener('message', ({ data }) => told.push(JSON.parse(data as string) as Entry))
  events.addEventListener('edit', ({ data }) => edits.push(JSON.parse(data as string) as Entry))
  await expect.poll(() => told.length).toBeGreaterThan(0)

  socket.send(JSON.stringify({ type: 'MESSAGE', content: 'from ws' }))
  await expect.poll(() => messages(told)).toEqual(['from ws'])
  const said = { method: 'POST', headers: { authorization: `Bearer ${bens}`, 'content-type': 'application/json' }, body: '{"content":"from REST"}' }
  await fetch(`${ana.maru.url}/api/chat/rooms/${kitchen.id}/messages`, said)
  await expect.poll(() => messages(heard)).toEqual(['from ws', 'from REST'])
  const target = heard.find(({ content }) => content === 'from ws')?.id
  socket.send(JSON.stringify({ type: 'EDIT', target, content: 'from ws, again' }))
  await expect.poll(() => edits.map(({ content }) => content)).toEqual(['from ws, again'])
  await expect.poll(() => messages(told)).toEqual(['from ws', 'from REST'])

  // The one goes on where it was by itself, the other with `since`.
  events.close()
  socket.close()
  await closed
  await fetch(`${ana.maru.url}/api/chat/rooms/${kitchen.id}/messages`, { ...said, body: '{"content":"meanwhile"}' })
  const again = plain(ana, kitchen, anas, heard.at(-1)?.position)
  await expect.poll(() => messages(again.heard)).toEqual(['meanwhile'])
  again.socket.send(JSON.stringify({ type: 'LEAVE' }))
  expect(await again.closed).toBe(1000)
})

test('an `EventSource` comes back by itself after a restart, and has missed nothing', async ({ ownPlace }) => {
  const ana = await ownPlace.newcomer('Ana')
  const kitchen = await ana.makesRoom('Kitchen')
  const withCookie = (url: string | URL, init?: object) => fetch(url, { ...init, headers: { ...(init as RequestInit).headers, cookie: ana.cookie } })
  const events = new EventSource(`${ana.maru.url}/api/chat/rooms/${kitchen.id}/events`, { fetch: withCookie })
  const told: Entry[] = []
  events.addEventListener('message', ({ data }) => told.push(JSON.parse(data as string) as Entry))
  await ana.posts(kitchen, 'before')
  await expect.poll(() => messages(told)).toEqual(['before'])
  await ownPlace.maru.stops('SIGKILL')
  await ownPlace.maru.starts()
  await ana.posts(kitchen, 'after')
  await expect.poll(() => messages(told), { timeout: 20_000 }).toEqual(['before', 'after'])
  events.close()
})
