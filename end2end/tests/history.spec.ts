// Reading back: older messages come by themselves, one's place is kept, and there is a way back to the present.
import { Line } from '../support/line.ts'
import { Pen, lines } from '../support/pen.ts'
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

test('how much is new above is said, and leads to the first of it', async ({ place, meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await ben.account.makesRoom('Kitchen'), await ben.account.makesRoom('Garden')]
  await Promise.all([ana.account.joins(kitchen), ana.account.joins(garden), place.owner.joins(kitchen)])
  await ana.opens(kitchen)
  await ana.roomLink(garden).click()
  await expect(ana.heading('Garden').first()).toBeVisible()
  const bar = ana.page.getByRole('status').filter({ has: ana.button('Go to the first') })

  await test.step('where all of it is in the page, in the page', async () => {
    await place.fills(kitchen, 36)
    await ana.roomLink(kitchen).click()
    await expect(bar).toContainText('36 new messages')
    await expect(ana.text('Line 36')).toBeInViewport()
    await ana.button('Go to the first').click()
    await expect(ana.text('Line 1')).toBeInViewport({ ratio: 1 })
    await expect(bar).toHaveCount(0)
  })

  await test.step('it can be put away, and then nothing is new', async () => {
    await ana.reloads()
    await ana.roomLink(garden).click()
    await expect(ana.heading('Garden').first()).toBeVisible()
    await place.fills(kitchen, 36)
    await ana.roomLink(kitchen).click()
    await expect(bar).toBeVisible()
    await ana.button('Mark as read').click()
    await expect(bar).toHaveCount(0)
    await expect(ana.log.getByRole('separator', { name: 'New messages' })).toHaveCount(0)
  })

  await test.step('further up, in the room around it', async () => {
    await ana.roomLink(garden).click()
    await expect(ana.heading('Garden').first()).toBeVisible()
    await place.fills(kitchen, 72)
    await ana.roomLink(kitchen).click()
    await expect(bar).toContainText('More than 50 new messages')
    await ana.button('Go to the first').click()
    await expect(ana.log.locator('.is-target .body')).toHaveText('Line 1')
    await expect(ana.log.locator('.is-target')).toBeInViewport({ ratio: 1 })
    await expect(ana.button('Jump to present')).toBeVisible()
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

test('of a long room only a part stands in the page, and nobody notices', async ({ busyPlace, browses }) => {
  const room = await busyPlace.owner.makesRoom('Archive')
  const pen = await Pen.of(busyPlace.owner)
  await pen.writes(room, lines('Line', 1, 700))
  const olivia = await browses(busyPlace.owner)
  await olivia.opens(room)
  const rows = olivia.log.getByRole('article')
  const most = 300

  await test.step('further up than rows stand in the page', async () => {
    await scrollsTo(olivia, 'Line 330')
    await expect(olivia.text('Line 700')).toHaveCount(0)
    expect(await rows.count()).toBeLessThanOrEqual(most)
  })

  for (const [way, step] of [['up', -240], ['down', 240]] as const) {
    await test.step(`${way}, exactly as far as the wheel turns`, async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const middle = await olivia.log.evaluate((log) => {
          const { top, height } = log.getBoundingClientRect()
          const all = [...log.querySelectorAll('article')]
          const row = all.find((one) => one.getBoundingClientRect().bottom > top + height / 2)
          return { id: row?.id ?? '', y: row?.getBoundingClientRect().y ?? 0 }
        })
        await olivia.page.mouse.wheel(0, step)
        const row = olivia.page.locator(`[id="${middle.id}"]`)
        await expect.poll(async () => Math.abs(((await row.boundingBox())?.y ?? Infinity) + step - middle.y)).toBeLessThanOrEqual(2)
        await stands(olivia)
      }
      expect(await rows.count()).toBeLessThanOrEqual(most)
    })
  }

  await test.step('what comes meanwhile waits, and the way back leads to it', async () => {
    const before = await olivia.log.evaluate((log) => log.scrollTop)
    await pen.writes(room, ['The newest'])
    await expect(olivia.button('1 new message')).toBeVisible()
    expect(await olivia.log.evaluate((log) => log.scrollTop)).toBe(before)
    await olivia.button('1 new message').click()
    await expect(olivia.text('The newest')).toBeInViewport()
    await olivia.writes('Back again')
    await expect(olivia.text('Back again')).toBeInViewport()
  })

  await test.step('what one writes oneself leads to the end from anywhere', async () => {
    await scrollsTo(olivia, 'Line 330')
    await olivia.writes('From afar')
    await expect(olivia.text('From afar')).toBeInViewport()
    await expect(olivia.text('Back again')).toBeInViewport()
  })
  pen.closes()
})

/** Turns the wheel until a message is in sight. */
async function scrollsTo(person: Person, text: string): Promise<void> {
  await person.log.hover()
  await expect(async () => {
    await person.page.mouse.wheel(0, -400)
    await expect(person.text(text)).toBeInViewport({ timeout: 50 })
  }).toPass({ intervals: [1] })
  await stands(person)
}

/** The wheel may still be turning: the place is read when it stands. */
async function stands(person: Person): Promise<void> {
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
