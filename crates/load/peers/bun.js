// What the benchmark's members ask of a server, done the way Bun does it best: its own sockets and topics, frames published once.
// It has no accounts and no rights. Without HISTORY it remembers nothing; with HISTORY=sqlite each message is in SQLite, on the
// disk, before anybody sees it.
import { Database } from 'bun:sqlite'

const option = (name) => process.argv[process.argv.indexOf(name) + 1]
const [hostname, port] = option('--listen').split(':')
const person = { id: 'c41b8e02f6d94a7f9e3358d1a07b64c2', name: 'owner', display: 'owner', role: 'owner' }
const epoch = 'e8a1d4730b9c4f2586e7a91c3f05d2b6'
const rooms = new Map()

const keep = process.env.HISTORY === 'sqlite' ? history(option('--data')) : () => {}

function history(folder) {
  const database = new Database(`${folder}.sqlite`)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE message (room TEXT, seq INTEGER, nonce TEXT, at INTEGER, body TEXT, PRIMARY KEY (room, seq)) WITHOUT ROWID')
  database.exec('CREATE UNIQUE INDEX nonce ON message (room, nonce)')
  const insert = database.query('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
  return (room, seq, nonce, at, body) => insert.run(room, seq, nonce, at, body)
}

function obey(socket, command) {
  const { type, room, nonce, body } = command
  if (type === 'subscribe') {
    socket.subscribe(room)
    const page = { rows: [], people: [], older: false, newer: false }
    const about = { id: room, name: 'Room', visibility: 'public' }
    socket.send(JSON.stringify({ type: 'snapshot', snapshot: { room: about, epoch, head: rooms.get(room), page }, online: [] }))
  } else if (type === 'post') {
    const [seq, at] = [rooms.get(room) + 1, Date.now()]
    rooms.set(room, seq)
    keep(room, seq, nonce, at, body)
    socket.send(JSON.stringify({ type: 'acknowledged', room, nonce, seq, at }))
    const event = { seq, at, type: 'posted', author: person.id, nonce, body }
    server.publish(room, JSON.stringify({ type: 'appended', room, events: [event], people: [person] }))
  }
}

const leadsTo = (location, headers = {}) => new Response(null, { status: 303, headers: { location, ...headers } })

const server = Bun.serve({
  hostname,
  port: Number(port),
  fetch(request, server) {
    const { pathname } = new URL(request.url)
    switch (pathname) {
      case '/ws/chat':
        return server.upgrade(request, { headers: { 'sec-websocket-protocol': 'maru.v1+json' } }) ? undefined : new Response(null, { status: 426 })
      case '/readyz':
        return new Response('ready\n')
      case '/first-run':
        return leadsTo('/rooms', { 'set-cookie': 'session=owner' })
      case '/api/view/visit':
        return Response.json({ me: { person } })
      case '/rooms': {
        const room = crypto.randomUUID().replaceAll('-', '')
        rooms.set(room, 1)
        return leadsTo(`/rooms/${room}`)
      }
      default:
        return new Response(null, { status: 404 })
    }
  },
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 1 << 30,
    message: (socket, text) => obey(socket, JSON.parse(text)),
  },
})
