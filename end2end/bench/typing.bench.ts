// What a key press costs in a room whose 10,000 messages were all scrolled through.
import { lines } from '../support/pen.ts'
import { times } from './figures.ts'
import { readsBackTo } from './history.ts'
import { LONG, expect, test } from './test.ts'
import { scriptAfterEach } from './trace.ts'

const KEYS = 200

test('typing where 10,000 messages are loaded', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account)
  await ana.opens(archive)
  const seen = await readsBackTo(ana, 'Line 1')
  expect(lines('Line', 1, LONG).filter((line) => !seen.has(line)), 'messages that were passed over').toEqual([])

  const text = 'the quick brown fox jumps over the lazy dog '.repeat(5).slice(0, KEYS)
  await ana.composer.focus()
  const script = await scriptAfterEach(ana.page, 'keydown', async () => {
    for (const key of text) {
      await ana.page.keyboard.press(key === ' ' ? 'Space' : key)
      // As fast as fast people: what is done after a key press is done before the next one.
      await ana.page.waitForTimeout(40)
    }
  })
  await expect(ana.composer).toHaveValue(text)
  expect(script.length).toBe(KEYS)
  times('Script per key press with 10,000 messages loaded', script, 95)
})
