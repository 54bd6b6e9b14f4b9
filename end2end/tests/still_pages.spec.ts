// Pages that the browser leaves as the server drew them: what moves on them all the same, and the ways to them and from them.
import { expect, test } from '../support/test.ts'

test('moments are in the time of who looks, and a press copies', async ({ place, browses, stranger }) => {
  const account = await place.newcomer('Ana')
  await place.promotes(account)
  const ana = await browses(account, { timezoneId: 'Asia/Seoul', permissions: ['clipboard-read'] })
  await ana.opens('/settings')
  const seen = ana.page.locator('.still time').first()
  const at = new Date((await seen.getAttribute('datetime')) ?? '')
  const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Seoul' })
  await expect(seen).toContainText(clock)
  await expect(seen).toHaveAttribute('title', new RegExp(clock))

  await ana.opens('/invites')
  await ana.goesOn(ana.button('Make a join link'))
  const link = ana.field('Join link').first()
  await ana.button('Copy').first().click()
  await expect(ana.button('Copied')).toBeVisible()
  expect(await ana.page.evaluate(() => navigator.clipboard.readText())).toBe(await link.inputValue())

  // Also where there is no frame, and so nothing else wakes.
  const until = Date.UTC(2030, 0, 1, 20, 30)
  const banned = await stranger(place.maru, { timezoneId: 'Asia/Seoul' })
  await banned.page.goto(`${place.maru.url}/sign-in?problem=banned&until=${until}`)
  await expect(banned.page.getByRole('alert')).toContainText('2 January 2030, 05:30')
})

test('the browser goes to them and from them by itself, and between rooms the page stays', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  const mark = () => ana.page.evaluate(() => Object.assign(window, { marked: true }))
  const isMarked = () => ana.page.evaluate(() => 'marked' in window)
  await ana.opens(kitchen)
  await mark()
  await ana.roomLink(garden).click()
  await ana.isAt(garden.path)
  await expect(ana.heading('Garden')).toBeVisible()
  expect(await isMarked()).toBe(true)

  await ana.sidebar.getByRole('link', { name: 'Settings' }).click()
  await ana.isAt('/settings')
  await ana.isAwake()
  expect(await isMarked()).toBe(false)
  await expect(ana.page).toHaveTitle('Settings · Harbour House')
  await expect(ana.sidebar.getByRole('link', { name: 'Settings' })).toBeVisible()

  await mark()
  await ana.roomLink(kitchen).click()
  await ana.isAt(kitchen.path)
  await ana.isAwake()
  expect(await isMarked()).toBe(false)
  await ana.writes('Back again')
  await ana.hasMessages(['Back again'])
  await ana.page.goBack()
  await ana.isAt('/settings')
  await expect(ana.heading('Settings')).toBeVisible()
})
