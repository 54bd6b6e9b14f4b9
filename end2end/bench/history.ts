// Reading a room back towards its beginning, as a wheel without end would.
import type { Person } from '../support/person.ts'

/** Scrolls up until a message is there; gives back the texts of all messages that were there on the way. */
export async function readsBackTo(person: Person, first: string): Promise<Set<string>> {
  const seen = await person.log.evaluate(async (log, first) => {
    const seen = new Set<string>()
    const deadline = performance.now() + 240_000
    while (!seen.has(first)) {
      if (performance.now() > deadline) throw new Error(`${first} does not come.`)
      for (const body of log.querySelectorAll('article .body')) seen.add(body.textContent?.trim() ?? '')
      log.querySelector('article')?.scrollIntoView({ block: 'start' })
      // What becomes of it is there after a frame, or after the server has answered.
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
    }
    return [...seen]
  }, first)
  return new Set(seen)
}
