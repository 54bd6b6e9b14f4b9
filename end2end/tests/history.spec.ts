// Reading back: older messages come by themselves, one's place is kept, and there is a way back to the present.
import { Line } from '../support/line.ts'
import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('older messages come while one scrolls up, and the reader stays where they were', async ({ archive, meet }) => {
  const [ana] = await meet('Ana')
  await ana.account.joins(archive)
  const line = await Line.of(ana.page)
  await ana.opens(archive)
  await expect(ana.text('Line 110')).toBeInViewport()
  await expect(ana.text('Line 60')).toHaveCount(0)

  for (const [first, awaited] of [['Line 70', 'Line 40'], ['Line 20', 'Line 1']] as const) {
    await test.step(`around ${first}`, async () => {
      line.holdsBack('page')
      await scrollsTo(ana, first)
      await expect.poll(() => line.heldBack).toBe(1)
      const before = await ana.row(first).boundingBox()
      line.releases()
      await expect(ana.text(awaited)).toBeAttached()
      await expect.poll(() => moved(ana, first, before?.y ?? 0), 'pixels that the row moved').toBeLessThanOrEqual(2)
      await expect(ana.text(first)).toBeInViewport()
    })
  }

  await test.step('back to the very first', async () => {
    await scrollsTo(ana, 'Line 1')
    await expect(ana.log.getByText('This is where the room begins.')).toBeInViewport()
    await expect(ana.log.getByRole('article')).toHaveCount(110)
  })

  await test.step('and to the present at once', async () => {
    await ana.button('Jump to present').click()
    await expect(ana.text('Line 110')).toBeInViewport()
    await expect(ana.button('Jump to present')).toHaveCount(0)
  })
})

test('new messages are counted while one reads older ones', async ({ place, meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const room = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(room)
  await place.fills(room, 36)
  await ana.opens(room)
  await scrollsTo(ana, 'Line 5')
  const before = await ana.row('Line 5').boundingBox()
  await expect(ana.button('Jump to present')).toBeVisible()
  await ben.account.posts(room, 'One')
  await expect(ana.button('1 new message')).toBeVisible()
  await ben.account.posts(room, 'Two')
  await ben.account.posts(room, 'Three')
  await expect(ana.button('3 new messages')).toBeVisible()
  await expect.poll(() => moved(ana, 'Line 5', before?.y ?? 0), 'pixels that the row moved').toBeLessThanOrEqual(2)

  await ana.button('3 new messages').click()
  await expect(ana.text('Three')).toBeInViewport()
  await expect(ana.page.getByRole('button', { name: /new message|Jump/ })).toHaveCount(0)

  await test.step('at the end one stays at the end', async () => {
    await ben.account.posts(room, 'Four')
    await expect(ana.text('Four')).toBeInViewport()
  })

  await test.step('what one writes oneself leads to the end', async () => {
    await scrollsTo(ana, 'Line 5')
    await ana.writes('My own')
    await expect(ana.text('My own')).toBeInViewport()
  })
})

/** Turns the wheel until a message is in sight. */
async function scrollsTo(person: Person, text: string): Promise<void> {
  await person.log.hover()
  await expect(async () => {
    await person.page.mouse.wheel(0, -400)
    await expect(person.text(text)).toBeInViewport({ timeout: 50 })
  }).toPass({ intervals: [1] })
  // The wheel may still be turning: the place is read when it stands.
  await person.page.evaluate(async () => {
    const log = document.querySelector('[role=log]')
    for (let last = NaN; log && last !== log.scrollTop; ) {
      last = log.scrollTop
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
    }
  })
}

async function moved(person: Person, text: string, from: number): Promise<number> {
  const box = await person.row(text).boundingBox()
  return Math.abs((box?.y ?? Infinity) - from)
}
