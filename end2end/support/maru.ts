// The server as an operator runs it: one binary, one folder, one address that stays the same over restarts.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What it may take a debug build on a busy machine to open its database. */
const START_WITHIN_MS = 30_000

export class Maru {
  /** The address it printed. */
  url = ''
  private child: ChildProcess | undefined
  /** Everything it wrote, for those who look into a failure. */
  readonly log: string[] = []

  private constructor(
    private readonly data: string,
    private readonly options: string[],
  ) {}

  /** A server over an empty folder, with these options: nobody has an account. */
  static async opens(...options: string[]): Promise<Maru> {
    const maru = new Maru(await mkdtemp(join(tmpdir(), 'maru-')), options)
    await maru.starts()
    return maru
  }

  /** Starts the binary, the second time on the address of the first. */
  async starts(): Promise<void> {
    const binary = process.env.MARU_BIN
    if (!binary) throw new Error('MARU_BIN names no server: run these tests with `make e2e`')
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0'
    const child = spawn(binary, ['serve', '--data', this.data, '--listen', listen, ...this.options], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    // A run that is broken off leaves no server behind.
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.removeListener('exit', kill))
    child.stderr.on('data', (text: Buffer) => this.log.push(text.toString()))
    this.url = await new Promise<string>((found, failed) => {
      const timer = setTimeout(() => failed(new Error(`The server does not open.\n${this.log.join('')}`)), START_WITHIN_MS)
      const ended = (code: number | null) => failed(new Error(`The server ended with ${code}.\n${this.log.join('')}`))
      child.once('exit', ended)
      let said = ''
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString()
        const address = /open at (http:\S+)/.exec(said)?.[1]
        if (!address) return
        clearTimeout(timer)
        child.removeListener('exit', ended)
        found(address)
      })
    })
    const health = await fetch(`${this.url}/healthz`)
    if (!health.ok) throw new Error(`/healthz says ${health.status}`)
  }

  /** Ends it: politely, or as a power cut does. */
  async stops(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`After SIGTERM the server ended with ${code}.\n${this.log.join('')}`)
  }

  /** Ends it for good. */
  async closes(): Promise<void> {
    await this.stops('SIGKILL')
    await rm(this.data, { recursive: true, force: true })
  }

  /** What it wrote as an error, and panics: none is expected in any test. */
  complaints(): string[] {
    const lines = this.log.join('').split('\n')
    // A panic says why on the next line.
    return lines.flatMap((line, n) => (/"level":"ERROR"|panicked at/.test(line) ? [lines.slice(n, n + 3).join('\n')] : []))
  }
}

/** Ours without the options of a server that may be set here for another purpose. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('MARU_') || name === 'MARU_SITE')
  return Object.fromEntries(ours)
}
