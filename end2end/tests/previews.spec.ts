// Previews of links, who is away, and who does not want to be counted.
import AxeBuilder from '@axe-core/playwright'
import type { Page, Route } from '@playwright/test'
import type { Person } from '../support/person.ts'
import { expect, test as base } from '../support/test.ts'
import { Website } from '../support/website.ts'

const test = base.extend<{ website: Website }>({
  website: async ({}, use) => {
    const website = await Website.opens()
    await use(website)
    await website.closes()
  },
})

const cards = (person: Person) => person.log.locator('.preview')

/** Pictures of pages wait until they are let through. */
async function holdsPictures(page: Page): Promise<() => Promise<void>> {
  const waiting: Route[] = []
  let held = true
  await page.route(/\/previews\/[0-9a-f]{64}$/, (route) => (held ? void waiting.push(route) : route.continue()))
  return async () => {
    held = false
    await Promise.all(waiting.splice(0).map((route) => route.continue()))
  }
}

test('a link gets a card, nothing moves when its picture comes, and its author takes it away for all', async ({ openPlace, browses, website }) => {
  const [ana, ben] = await Promise.all(['Ana', 'Ben'].map(async (name) => browses(await openPlace.newcomer(name)))) as [Person, Person]
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  const letGo = await holdsPictures(ben.page)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  const link = website.at('/1200x600')
  await ana.writes(`look: ${link}`)
  await expect(cards(ana)).toHaveCount(1)
  await expect(cards(ana)).toContainText('한옥 이야기 /1200x600')
  await expect(cards(ana)).toContainText('Wooden Floors')

  await expect(cards(ben)).toBeVisible()
  const before = await cards(ben).boundingBox()
  await letGo()
  const shown = cards(ben).locator('.preview-picture img').last()
  await expect(shown).toHaveJSProperty('complete', true)
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(880)
  expect(await cards(ben).boundingBox()).toEqual(before)
  const [width, height] = await shown.evaluate((image) => [image.clientWidth, image.clientHeight])
  expect((width ?? 0) / (height ?? 1), 'in its own shape').toBeCloseTo(2, 1)
  await expect(ben.log.getByRole('link', { name: /한옥 이야기/ })).toHaveAttribute('href', link)
  await expect(ben.button(/^Remove the preview/)).toHaveCount(0)
  const axe = await new AxeBuilder({ page: ben.page }).include('.log').analyze()
  expect(axe.violations).toEqual([])

  await cards(ana).hover()
  await ana.button(/^Remove the preview/).click()
  for (const person of [ana, ben]) await expect(cards(person)).toHaveCount(0)
  await ben.reloads()
  await expect(cards(ben)).toHaveCount(0)
})

test('who reads further up stays where they are when a card comes below, and it is there after a reload and without scripts', async ({ openPlace, browses, website }) => {
  const account = await openPlace.newcomer('Ana')
  const ana = await browses(account)
  const kitchen = await account.makesRoom('Kitchen')
  await ana.opens(kitchen)
  await ana.writes(website.at('/60x60'))
  await expect(cards(ana)).toHaveCount(1)
  const small = cards(ana).locator('.preview-picture')
  const box = await small.boundingBox()
  expect(Math.round(box?.width ?? 0), 'a small one stands at the side').toBe(88)
  await ana.reloads()
  await expect(cards(ana)).toHaveCount(1)
  const plain = await browses(account, { scripts: false })
  await plain.page.goto(kitchen.path)
  await expect(cards(plain)).toHaveCount(1)
  await expect(cards(plain).locator('img').last()).toHaveJSProperty('complete', true)

  await ana.page.goto('/settings')
  await ana.page.getByRole('group', { name: 'Link previews' }).getByLabel('Hide').check()
  await ana.goesOn(ana.page.locator('form[action="/settings/reading"]').getByRole('button', { name: 'Save' }))
  await ana.opens(kitchen)
  await expect(cards(ana)).toHaveCount(0)
})

/** Somebody looks at this page, or at none. */
async function looks(person: Person, at: boolean): Promise<void> {
  await person.page.evaluate((at) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !at })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (at ? 'visible' : 'hidden') })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, at)
}

test('who looks at none of their pages is away for the others, in words and by their dot', async ({ openPlace, browses }) => {
  const [ana, ben] = await Promise.all(['Ana', 'Ben'].map(async (name) => browses(await openPlace.newcomer(name)))) as [Person, Person]
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  const panel = ana.panel(2)
  await expect(panel.getByText('2 online')).toBeVisible()
  const tab = await ben.anotherTab()
  await tab.opens(kitchen)
  await looks(ben, false)
  await expect(panel.getByText('2 online')).toBeVisible()
  await looks(tab, false)
  await expect(panel.getByText('1 away')).toBeVisible()
  await expect(panel.locator('.avatar.is-away')).toHaveCount(1)
  await ana.reloads()
  await expect(panel.getByText('1 away')).toBeVisible()
  await panel.getByRole('link', { name: 'Ben' }).click()
  await expect(ana.page.getByRole('dialog').getByText('Away')).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await looks(ben, true)
  await expect(panel.getByText('2 online')).toBeVisible()
})

test('who does not want to be counted is not, at once, and sees no counts', async ({ openPlace, browses }) => {
  const [ana, ben] = await Promise.all(['Ana', 'Ben'].map(async (name) => browses(await openPlace.newcomer(name)))) as [Person, Person]
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await (await openPlace.newcomer('Cem')).joins(kitchen)
  await ana.opens(kitchen)
  await ana.writes('Who is there?')
  const count = (person: Person) => person.row('Who is there?').locator('.unread-by')
  await expect(count(ana)).toHaveText('2')
  await ben.page.goto('/settings')
  await ben.isAwake()
  await ben.page.getByRole('radio', { name: 'I am not counted, and see no counts' }).check()
  await ben.goesOn(ben.page.locator('form[action="/settings/reading"]').getByRole('button', { name: 'Save' }))
  await expect(count(ana), 'without a reload').toHaveText('1')
  await ben.opens(kitchen)
  await ben.sees('Who is there?')
  await expect(count(ben)).toHaveCount(0)
  await ben.account.submits('/settings/reading', { counted: 'yes', previews: 'yes' })
  await expect(count(ben)).toHaveText('1')
})
