// Clients that were written for others connect unchanged: the stock STOMP client alone, and over each transport of SockJS.
import { readFile } from 'node:fs/promises'
import SockJS from 'sockjs-client'
import { Client } from '@stomp/stompjs'
import { WebSocket } from 'ws'
import { PASSWORD, type Account, type Room } from '../support/place.ts'
import { Talker, type Told, pageWithClients } from '../support/stomp.ts'
import { expect, test } from '../support/test.ts'

const IN_NODE = ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling']
const IN_BROWSER = [...IN_NODE, 'htmlfile', 'jsonp-polling']

/** What is easily broken on the way. */
const ODD = '100% <b>"안녕"</b> \\n\u2028 🙂'

function socket(account: Account): string {
  return `${account.maru.url.replace('http', 'ws')}/stomp`
}

test('the stock client talks and hears, once and in order', async ({ place }) => {
  const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
  const kitchen = await ana.makesRoom('Kitchen')
  await ben.joins(kitchen)
  const login = { login: ben.name, passcode: PASSWORD }
  const variants = {
    plain: {},
    'in bytes': { forceBinaryWSFrames: true },
    'in pieces': { splitLargeFrames: true, maxWebSocketChunkSize: 100 },
  }
  const said: string[] = []
  for (const [name, variant] of Object.entries(variants)) {
    const webSocketFactory = () => new WebSocket(socket(ben), ['v12.stomp']) as unknown as globalThis.WebSocket
    const talker = await Talker.connects({ webSocketFactory, connectHeaders: login, ...variant })
    await talker.subscribes(`/topic/rooms.${kitchen.id}`)
    await talker.writes(kitchen, `${name} ${ODD}`)
    await ana.posts(kitchen, `an answer to ${name}`)
    await talker.hears(`${name} ${ODD}`, `an answer to ${name}`)
    await talker.leaves()
    said.push(`${name} ${ODD}`, `an answer to ${name}`)
  }
  const late = await Talker.connects({ brokerURL: socket(ben), connectHeaders: login, webSocketFactory: () => new WebSocket(socket(ben)) as never })
  await late.subscribes(`/subscribe/chat/room/${kitchen.id}`, { after: '0' })
  await late.hears(...['Ben joined', ...said].filter((content) => late.heard.some((told) => told.content === content)))
  await expect.poll(() => late.heard.filter(({ type }) => type === 'MESSAGE').map(({ content }) => content)).toEqual(said)
  await late.leaves()
})

test('the stock client goes on where it was after the server was killed', async ({ ownPlace }) => {
  const ana = await ownPlace.newcomer('Ana')
  const kitchen = await ana.makesRoom('Kitchen')
  const webSocketFactory = () => new WebSocket(socket(ana)) as never
  const connectHeaders = { login: ana.name, passcode: PASSWORD }
  const before = await Talker.connects({ webSocketFactory, connectHeaders })
  await before.subscribes(`/topic/rooms.${kitchen.id}`)
  for (let n = 1; n <= 3; n += 1) await before.writes(kitchen, `acknowledged ${n}`)
  await before.hears('acknowledged 1', 'acknowledged 2', 'acknowledged 3')
  await ownPlace.maru.stops('SIGKILL')
  await ownPlace.maru.starts()
  await ana.posts(kitchen, 'after the restart')
  const after = await Talker.connects({ webSocketFactory, connectHeaders })
  await after.subscribes(`/topic/rooms.${kitchen.id}`, { after: before.ids[0] ?? '' })
  await after.hears('acknowledged 2', 'acknowledged 3', 'after the restart')
  await after.leaves()
})

test('a wrong password and a room of others are refused with a reason', async ({ place }) => {
  const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
  const attic = await ana.makesRoom('Attic', { secret: true })
  const webSocketFactory = () => new WebSocket(socket(ben)) as never
  const wrong = Talker.connects({ webSocketFactory, connectHeaders: { login: ben.name, passcode: 'wrong horse' } })
  await expect(wrong).rejects.toThrow('password')
  const talker = await Talker.connects({ webSocketFactory, connectHeaders: { login: ben.name, passcode: PASSWORD } })
  await expect(talker.subscribes(`/topic/rooms.${attic.id}`)).rejects.toThrow('no such room')
})

for (const transport of IN_NODE) {
  test(`in Node, over SockJS by ${transport}`, async ({ place }) => {
    const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
    const kitchen = await ana.makesRoom('Kitchen')
    await ben.joins(kitchen)
    const webSocketFactory = () => new SockJS(`${ben.maru.url}/stomp-chat`, null, { transports: transport, timeout: 20_000 })
    const talker = await Talker.connects({ webSocketFactory, connectHeaders: { login: ben.name, passcode: PASSWORD } })
    await talker.subscribes(`/topic/rooms.${kitchen.id}`)
    await talker.writes(kitchen, ODD)
    for (let n = 1; n <= 5; n += 1) await ana.posts(kitchen, `line ${n}`)
    await talker.hears(ODD, 'line 1', 'line 2', 'line 3', 'line 4', 'line 5')
    await talker.leaves()
  })
}

for (const transport of IN_BROWSER) {
  test(`in a browser, over SockJS by ${transport}`, async ({ place, browser }) => {
    const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
    const kitchen = await ana.makesRoom('Kitchen')
    await ben.joins(kitchen)
    const page = await pageWithClients(browser, ben)
    const heard: Told[] = []
    await page.exposeFunction('tell', (told: Told) => heard.push(told))
    const used = await page.evaluate(connect, { transport, room: kitchen.id, odd: ODD })
    expect(used).toBe(transport)
    for (let n = 1; n <= 5; n += 1) await ana.posts(kitchen, `line ${n}`)
    const contents = () => heard.map(({ content }) => content)
    await expect.poll(contents, { timeout: 20_000 }).toEqual([ODD, 'line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
    await page.context().close()
  })
}

/** Runs in the page: connects by its cookie, subscribes, writes, and says which transport it was. */
async function connect({ transport, room, odd }: { transport: string; room: string; odd: string }): Promise<string> {
  const page = window as unknown as { SockJS: typeof SockJS; StompJs: { Client: typeof Client }; tell: (told: unknown) => void }
  let socket: { transport?: string } = {}
  const client = new page.StompJs.Client({
    reconnectDelay: 0,
    webSocketFactory: () => (socket = new page.SockJS('/stomp-chat', null, { transports: transport, timeout: 20_000 }) as { transport?: string }) as never,
  })
  await new Promise<void>((done, failed) => {
    client.onStompError = (error) => failed(new Error(error.headers['message']))
    client.onWebSocketClose = (event: { code: number; reason: string }) => failed(new Error(`closed with ${event.code} ${event.reason}`))
    client.onConnect = () => {
      client.watchForReceipt('written', () => done())
      client.watchForReceipt('subscribed', () => {
        const body = JSON.stringify({ roomId: room, content: odd })
        client.publish({ destination: '/publish/chat/message', body, headers: { receipt: 'written' } })
      })
      client.subscribe(`/topic/rooms.${room}`, (message) => page.tell(JSON.parse(message.body)), { receipt: 'subscribed' })
    }
    client.activate()
  })
  return socket.transport ?? ''
}

test('plain JSON over SockJS', async ({ place }) => {
  const [ana, ben] = [await place.newcomer('Ana'), await place.newcomer('Ben')]
  const kitchen = await ana.makesRoom('Kitchen')
  const { token } = await tokenOf(ben)
  const client = new SockJS(`${ben.maru.url}/sockjs/chat`, null, { transports: 'xhr-streaming', timeout: 20_000 })
  const heard: Told[] = []
  await new Promise<void>((open) => (client.onopen = () => open()))
  client.onmessage = ({ data }) => heard.push(JSON.parse(String(data)) as Told)
  client.send(JSON.stringify({ type: 'AUTH', token }))
  client.send(JSON.stringify({ type: 'JOIN', roomId: kitchen.id }))
  client.send(JSON.stringify({ type: 'MESSAGE', roomId: kitchen.id, content: ODD }))
  await ana.posts(kitchen, 'hello Ben')
  const messages = () => heard.filter(({ type }) => type === 'MESSAGE').map(({ content }) => content).sort()
  await expect.poll(messages, { timeout: 20_000 }).toEqual([ODD, 'hello Ben'].sort())
  client.close()
})

test('the examples of the documents run', async ({ place }) => {
  const ana = await place.newcomer('Ana')
  const kitchen = await ana.makesRoom('Kitchen')
  const { token } = await tokenOf(ana)
  for (const document of ['stomp', 'sockjs']) {
    const text = await readFile(new URL(`../../docs/doorways/${document}.md`, import.meta.url), 'utf8')
    const examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) await runs(example, ana, kitchen, token)
  }
})

/** Runs an example with this server's addresses; it says in the console what it heard. */
async function runs(example: string, account: Account, room: Room, token: string): Promise<void> {
  const code = example
    .replace(/^import .*$/gm, '')
    .replaceAll('https://chat.example.org', account.maru.url)
    .replaceAll('wss://chat.example.org', account.maru.url.replace('http', 'ws'))
    .replaceAll('5eed5eed5eed5eed5eed5eed5eed5eed', room.id)
    .replaceAll('YOUR NAME', account.name)
    .replaceAll('YOUR PASSWORD', PASSWORD)
    .replaceAll('YOUR TOKEN', token)
  const lines: string[] = []
  const console = { log: (...words: unknown[]) => lines.push(words.join(' ')) }
  const run = new Function('Client', 'SockJS', 'WebSocket', 'console', `${code}\nreturn client`) as (
    ...names: unknown[]
  ) => Client | InstanceType<typeof SockJS>
  const client = run(Client, SockJS, WebSocket, console)
  await expect.poll(() => lines.join('\n'), { timeout: 20_000, message: example }).toContain('hello')
  await ('deactivate' in client ? client.deactivate() : client.close())
}

async function tokenOf(account: Account): Promise<{ token: string }> {
  const answer = await fetch(`${account.maru.url}/api/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: account.name, password: PASSWORD }),
  })
  return (await answer.json()) as { token: string }
}
