// The bar at the corner of a message: in sight wherever the message is pointed at, and what opens from it too.
import type { Locator } from '@playwright/test'
import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

/** Nothing of it stands outside the log. */
async function isInside(person: Person, one: Locator): Promise<void> {
  await expect(one).toBeInViewport({ ratio: 1 })
  const [box, log] = [await one.boundingBox(), await person.log.boundingBox()]
  if (!box || !log) throw new Error('Nothing is there.')
  expect(box.x).toBeGreaterThanOrEqual(log.x)
  expect(box.x + box.width).toBeLessThanOrEqual(log.x + log.width)
  expect(box.y).toBeGreaterThanOrEqual(log.y)
  expect(box.y + box.height).toBeLessThanOrEqual(log.y + log.height)
}

test('the palette of the newest message is in sight, down to its last emoji', async ({ place, meet }) => {
  const [ana] = await meet('Ana')
  const room = await ana.account.makesRoom('Kitchen')
  await place.fills(room, 20)
  await ana.opens(room)
  const newest = ana.row('Line 20')
  const palette = newest.getByRole('group', { name: 'React', exact: true })
  const other = palette.getByRole('textbox', { name: 'Another emoji' })

  await ana.acts('Line 20', 'React')
  await isInside(ana, palette)
  await palette.getByRole('button', { name: 'React with ⏰' }).click()
  await expect(newest.getByRole('button', { name: 'Ana: ⏰' })).toBeVisible()
  await expect(palette).toHaveCount(0)

  await test.step('any other emoji is typed, also by its name', async () => {
    await ana.acts('Line 20', 'React')
    await other.fill(':tada:')
    await other.press('Enter')
    await expect(newest.getByRole('button', { name: 'Ana: 🎉' })).toBeVisible()
  })

  await test.step('what is none is refused with a reason', async () => {
    await ana.acts('Line 20', 'React')
    await other.fill('hello')
    await other.press('Enter')
    await expect(palette.locator('input:invalid')).toHaveJSProperty('validationMessage', 'That is no emoji. Choose one, or type a single one.')
    await other.fill('🦆')
    await other.press('Enter')
    await expect(newest.getByRole('button', { name: 'Ana: 🦆' })).toBeVisible()
  })
})

test('a message taller than the screen shows its actions wherever it is pointed at', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const room = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(room)
  await ben.account.posts(room, Array.from({ length: 150 }, (_, n) => `Verse ${n + 1}`).join('\n'))
  await ana.opens(room)
  const poem = ana.log.getByRole('article')
  await poem.evaluate((row) => row.scrollIntoView({ block: 'center' }))
  await ana.log.hover()
  const bar = poem.getByRole('toolbar')
  await isInside(ana, bar)
  await bar.getByRole('button', { name: 'React with 👍' }).click()
  await expect(poem.getByRole('button', { name: 'Ana: 👍' })).toBeAttached()
})

for (const clipboard of ['a clipboard', 'none, as where there is no TLS'] as const) {
  test(`a copied link says so, in a browser with ${clipboard}`, async ({ meet }) => {
    const [ana] = await meet('Ana')
    const room = await ana.account.makesRoom('Kitchen')
    await ana.account.posts(room, 'Soup')
    if (clipboard !== 'a clipboard') {
      await ana.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }))
    }
    await ana.opens(room)
    await ana.acts('Soup', 'Copy link')
    await expect(ana.row('Soup').getByRole('toolbar').getByRole('button', { name: 'Copied', exact: true })).toBeVisible()
    const href = await ana.row('Soup').locator('a.permalink').getAttribute('href')
    await ana.composer.focus()
    await ana.page.keyboard.press('Control+V')
    await expect(ana.composer).toHaveValue(`${ana.account.maru.url}${href}`)
  })
}
