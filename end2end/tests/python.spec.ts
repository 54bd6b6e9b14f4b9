// Clients in Python that others wrote: `websockets`, `stomp.py`, and Schemathesis, which tries whatever the OpenAPI document allows.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { PASSWORD, type Account, type Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

const FOLDER = fileURLToPath(new URL('../python/', import.meta.url))

/** Runs Python and says with which code it ended and what it said. */
async function python(args: string[], environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const binary = process.env.PYTHON
  if (!binary) throw new Error('PYTHON names no Python: run these tests with `make e2e`')
  const child = spawn(binary, args, { cwd: FOLDER, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said }
}

function place(account: Account, room: Room): Record<string, string> {
  return { MARU_URL: account.maru.url, MARU_ROOM: room.id, MARU_NAME: account.name, MARU_PASSWORD: PASSWORD }
}

async function token(account: Account): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name: account.name, password: PASSWORD })
  const answer = await fetch(`${account.maru.url}/api/auth/token`, { method: 'POST', headers, body })
  return ((await answer.json()) as { token: string }).token
}

for (const script of ['plain.py', 'stomp_client.py']) {
  test(`${script} talks, comes back and has missed nothing`, async ({ place: shared }) => {
    const ana = await shared.newcomer('Ana')
    const { code, said } = await python([script], place(ana, await ana.makesRoom('Kitchen')))
    expect(said).toBe('')
    expect(code).toBe(0)
  })
}

test('every answer of the HTTP doors is one that the document describes', async ({ ownPlace }) => {
  test.setTimeout(300_000)
  const ana = await ownPlace.newcomer('Ana')
  const kitchen = await ana.makesRoom('Kitchen')
  await ana.posts(kitchen, 'a message to do something to')
  const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'
  const { code, said } = await python(
    [
      '-m', 'schemathesis.cli', 'run', `${ana.maru.url}/api/openapi.json`,
      '--header', `Authorization: Bearer ${await token(ana)}`,
      '--checks', checks,
      '--phases', 'examples,coverage,fuzzing',
      // One worker: Python's own compiler is not safe where two threads make tests at once.
      '--max-examples', '15', '--workers', '1', '--seed', '1', '--generation-database', 'none',
      // These answer for as long as somebody listens.
      '--exclude-operation-id', 'listen', '--exclude-operation-id', 'listenForNotifications',
    ],
    place(ana, kitchen),
  )
  expect(code, said).toBe(0)
})
