// A message has an address: it shows the message on any device, with what stands around it.
import { Pen, lines } from '../support/pen.ts'
import { expect, test } from '../support/test.ts'

test('the time of a message leads to it, also a long time later', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account)
  await ana.opens(archive)
  const href = await ana.row('Line 109').getByRole('link').filter({ has: ana.page.locator('time') }).getAttribute('href')
  expect(href).toMatch(/\?at=\d+#m-[0-9a-f]{32}$/)

  await test.step('what is among the newest is shown in the room as it goes on', async () => {
    await ana.opens(href ?? '')
    await expect(ana.row('Line 109')).toHaveClass(/is-target/)
    await expect(ana.composer).toBeVisible()
  })

  await test.step('what is older is shown in the room too, with what stands around it', async () => {
    await ana.opens(`${archive.path}?at=30`)
    const target = ana.log.locator('.is-target')
    await expect(target).toHaveCount(1)
    await expect(target).toBeInViewport()
    await expect(ana.composer).toBeVisible()
    await expect(ana.link('Newer messages'), 'what follows comes by itself').toHaveCount(0)
  })
})

test('the room goes on around a message from further back', async ({ busyPlace, browses }) => {
  test.slow()
  const account = await busyPlace.newcomer('Ana')
  const room = await busyPlace.owner.makesRoom('Archive')
  await account.joins(room)
  const pen = await Pen.of(busyPlace.owner)
  await pen.writes(room, lines('Line', 1, 600))
  // The room was made and Ana came before the first line.
  const at = (line: number) => line + 2
  const ana = await browses(account)
  // She has read it all.
  await ana.opens(room)
  await expect(ana.text('Line 600')).toBeInViewport()
  await account.submits(`${room.path}/messages/${at(300)}/reply`, { body: 'About that', nonce: '' })

  await test.step('the quote of an answer leads there', async () => {
    await ana.row('About that').getByRole('link', { name: 'Answers Olivia' }).click()
    await ana.isAwake()
    await expect(ana.row('Line 300')).toHaveClass(/is-target/)
    await expect(ana.row('Line 300')).toBeInViewport({ ratio: 1 })
    await ana.acts('Line 300', 'React with 👍')
    await expect(ana.row('Line 300').getByRole('button', { name: 'Ana: 👍' })).toBeVisible()
  })

  await test.step('so does its address, and what is written meanwhile waits at the end', async () => {
    await ana.opens(`${room.path}?at=${at(300)}`)
    await expect(ana.row('Line 300')).toHaveClass(/is-target/)
    await expect(ana.row('Line 300')).toBeInViewport({ ratio: 1 })
    await expect(ana.composer).toBeVisible()
    await expect(ana.button('Jump to present')).toBeVisible()
    await pen.writes(room, ['The newest'])
    await ana.button('1 new message').click()
    await expect(ana.text('The newest')).toBeInViewport()
    await ana.writes('Back again')
    await expect(ana.text('Back again')).toBeInViewport()
  })

  await test.step('down to the present every line stands there once', async () => {
    await ana.opens(`${room.path}?at=${at(300)}`)
    await expect(ana.row('Line 300')).toBeInViewport()
    await ana.log.hover()
    const looks: string[][] = []
    await expect(async () => {
      await ana.page.mouse.wheel(0, 400)
      looks.push(await ana.log.locator('.body').getByText(/^Line \d+$/).allInnerTexts())
      await expect(ana.text('Line 600')).toBeInViewport({ timeout: 50 })
    }).toPass({ intervals: [1], timeout: 30_000 })
    let seen = 299
    for (const read of looks) {
      const first = Number(read[0]?.replace('Line ', ''))
      expect(first, 'nothing was skipped').toBeLessThanOrEqual(seen + 1)
      seen = first + read.length - 1
      expect(read).toEqual(lines('Line', first, seen))
    }
    expect(seen).toBe(600)
    await expect(ana.text('Back again')).toBeAttached()
  })

  await test.step('still further back there is a page to read', async () => {
    await ana.opens(`${room.path}?at=${at(20)}`)
    await expect(ana.row('Line 20')).toHaveClass(/is-target/)
    await expect(ana.row('Line 20')).toBeInViewport()
    await expect(ana.composer).toHaveCount(0)
    await expect(ana.link('Newer messages')).toBeVisible()
    await expect(ana.link('Back to the newest')).toBeVisible()
    await ana.row('Line 20').getByRole('link', { name: 'Actions' }).click()
    await ana.isAt(`${room.path}/messages/${at(20)}`)
    await expect(ana.page.getByText('Line 20', { exact: true }).first()).toBeVisible()
  })
  pen.closes()
})

test('a message is found by its address without scripts', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account, { scripts: false })
  await ana.opens(`${archive.path}?at=30`)
  await expect(ana.log.locator('.is-target')).toHaveCount(1)
  await expect(ana.composer, 'the room itself').toBeVisible()
  const read = await ana.log.getByText(/^Line \d+$/).allInnerTexts()
  await ana.link('Newer messages').click()
  const last = Number(read.at(-1)?.replace('Line ', ''))
  await expect(ana.log.getByText(/^Line \d+$/)).toHaveText(lines('Line', last + 1, last + 50))
})

test('what is pinned is found again', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.account.posts(kitchen, 'The *key* is under the mat')
  await ana.opens(kitchen)
  await ana.acts('The key is under the mat', 'Pin')
  await expect(ana.row('The key is under the mat').getByText('Pinned', { exact: true })).toBeVisible()
  await ana.link('Pinned messages').click()
  const pins = ana.page.getByRole('main').getByRole('listitem')
  await expect(pins).toHaveText([/Ben.*The key is under the mat/s])
  await pins.getByRole('link').last().click()
  await expect(ana.row('The key is under the mat')).toHaveClass(/is-target/)
  await ana.acts('The key is under the mat', 'Unpin')
  await ana.link('Pinned messages').click()
  await expect(ana.page.getByText('Nothing is pinned yet.')).toBeVisible()
})
