// The fixtures of the benchmarks: a place where programs may write as fast as they can, and a room with a long history in it.
import { FREELY, Pen, lines } from '../support/pen.ts'
import type { Place, Room } from '../support/place.ts'
import { test as base, expect, founds } from '../support/test.ts'

export { expect }

/** Messages in the long room. */
export const LONG = 10_000

/** Lines that one writes after the other. */
const TURN = 50

export const test = base.extend<object, { place: Place; archive: Room }>({
  place: [
    async ({}, use) => founds(use, FREELY),
    { scope: 'worker' },
  ],

  /** `Line 1` to `Line 10000`, by four people. */
  archive: [
    async ({ place }, use) => {
      const archive = await place.owner.makesRoom('Archive')
      const hands = await Promise.all(['Gus', 'Hana', 'Ivo', 'Jun'].map((name) => place.newcomer(name)))
      await Promise.all(hands.map((hand) => hand.joins(archive)))
      const pens = await Promise.all(hands.map((hand) => Pen.of(hand)))
      // In turns, so that there are groups, and lines in their order.
      for (let line = 0, turn = 0; line < LONG; line += TURN, turn += 1) {
        await pens[turn % pens.length]?.writes(archive, lines('Line', line + 1, line + TURN))
      }
      pens.forEach((pen) => pen.closes())
      await use(archive)
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})
