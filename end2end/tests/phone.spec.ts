// A phone in the hand: one pane, a drawer, a button to send.
import { expect, test } from '../support/test.ts'

test('in a narrow window what one can do with a message never lies over who wrote it', async ({ place, browses }) => {
  const [account, other] = [await place.newcomer('Ana'), await place.newcomer('Bartholomew Featherstonehaugh the Younger')]
  const kitchen = await account.makesRoom('Kitchen')
  await other.joins(kitchen)
  await other.posts(kitchen, 'Soup')
  await account.posts(kitchen, 'Salad')
  await other.posts(kitchen, 'Bread')
  const ana = await browses(account, { viewport: { width: 390, height: 844 } })
  await ana.opens(kitchen)
  for (const width of [390, 480, 481, 720]) {
    await ana.page.setViewportSize({ width, height: 844 })
    for (const text of ['Soup', 'Salad', 'Bread']) {
      const row = ana.row(text)
      await row.hover({ position: { x: 60, y: 20 } })
      const bar = row.getByRole('toolbar')
      await expect(bar).toBeInViewport({ ratio: 1 })
      const [name, actions] = [await row.locator('.author').boundingBox(), await bar.boundingBox()]
      if (!name || !actions) throw new Error('Nothing is there.')
      expect(actions.y + actions.height, `${text} at ${width}`).toBeLessThanOrEqual(name.y)
      await bar.getByRole('button').first().hover()
      await expect(bar, 'the mouse gets there').toBeVisible()
    }
  }
})

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true }

test('on a phone one chooses a room in the drawer and sends by the button', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const [kitchen, garden] = [await account.makesRoom('Kitchen'), await account.makesRoom('Garden')]
  const ana = await browses(account, phone)
  await ana.opens(garden)
  await expect(ana.roomLink(kitchen)).toBeHidden()
  await ana.button('Open the list of rooms').tap()
  await expect(ana.roomLink(kitchen)).toBeInViewport()
  await ana.roomLink(kitchen).tap()
  await ana.isAt(kitchen.path)
  await expect(ana.roomLink(kitchen)).toBeHidden()
  await expect(ana.heading('Kitchen').first()).toBeVisible()
  await ana.isAwake()

  await expect(ana.composer).toBeInViewport({ ratio: 1 })
  await expect(ana.button('Send')).toBeInViewport({ ratio: 1 })
  await ana.composer.tap()
  await ana.page.keyboard.type('Two lines:')
  await ana.page.keyboard.press('Enter')
  await ana.page.keyboard.type('Enter begins a new one')
  await expect(ana.composer).toHaveValue('Two lines:\nEnter begins a new one')
  await ana.button('Send').tap()
  await expect(ana.log.getByRole('paragraph').filter({ hasText: 'Enter begins a new one' })).toBeInViewport()
  await expect(ana.composer).toHaveValue('')
  await expect(ana.composer).toBeFocused()

  await test.step('members slide over the page', async () => {
    await ana.button('1 member').tap()
    await expect(ana.panel(1).getByText('Ana')).toBeInViewport()
    await ana.panel(1).getByRole('button', { name: 'Close' }).tap()
    await expect(ana.panel(1)).toBeHidden()
  })
})

test('the longest name of a room makes no page wider than a phone', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const kitchen = await account.makesRoom('Suppenküche'.repeat(6).slice(0, 64))
  const ana = await browses(account, phone)
  await ana.opens(kitchen)
  await expect(ana.button('Send')).toBeInViewport({ ratio: 1 })
  await expect(ana.button('1 member')).toBeInViewport({ ratio: 1 })
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
})
