// A message has an address: it shows the message on any device, with what stands around it.
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

  await test.step('what is older is shown on a page around it', async () => {
    await ana.opens(`${archive.path}?at=30`)
    const target = ana.log.locator('.is-target')
    await expect(target).toHaveCount(1)
    await expect(target).toBeInViewport()
    await expect(ana.composer).toHaveCount(0)
    await expect(ana.link('Newer messages')).toBeVisible()
  })
})

test('a message is found by its address without scripts', async ({ place, archive, browses }) => {
  const account = await place.newcomer('Ana')
  await account.joins(archive)
  const ana = await browses(account, { scripts: false })
  await ana.opens(`${archive.path}?at=30`)
  await expect(ana.log.locator('.is-target')).toHaveCount(1)
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
