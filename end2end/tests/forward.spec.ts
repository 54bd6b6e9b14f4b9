// Passing a message on: a link that says something only to those who may read it.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../support/test.ts'

test('a message is passed on, and each reader sees as much of it as they may', async ({ meet }) => {
  const [ana, ben, eve] = await meet('Ana', 'Ben', 'Eve')
  const kitchen = await ana.account.makesRoom('Quiet kitchen', { secret: true })
  const hall = await ana.account.makesRoom('Great hall')
  await ana.account.submits(`${kitchen.path}/invite`, { name: ben.account.name })
  for (const person of [ben, eve]) await person.account.joins(hall)
  await ana.account.posts(kitchen, 'The cake is a ||lie||')
  await Promise.all([ana.opens(kitchen), ben.opens(hall), eve.opens(hall)])

  await ana.row('The cake is a lie').hover()
  await ana.log.getByRole('toolbar').getByRole('button', { name: 'Forward', exact: true }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Forward to' })
  await expect(dialog).toBeVisible()
  expect((await new AxeBuilder({ page: ana.page }).include('dialog').analyze()).violations).toEqual([])
  await dialog.getByLabel('Find a room or a person').fill('great')
  await expect(dialog.getByRole('button', { name: 'Great hall' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Quiet kitchen' })).toHaveCount(0)
  await ana.page.keyboard.press('Enter')
  await ana.isAt(hall.path)

  for (const person of [ana, ben]) {
    const card = person.log.locator('a.excerpt')
    await expect(card).toContainText('The cake is a ▒▒▒')
    await expect(card).toContainText('Ana')
    await expect(card).toContainText('Quiet kitchen')
    await expect(person.log.getByText(/\/rooms\//), 'the address itself says nothing more').toHaveCount(0)
  }
  await expect(eve.log.getByText('A message in a room you are not in')).toBeVisible()
  expect(await eve.page.content()).not.toContain('cake')
  await eve.reloads()
  await expect(eve.log.getByText('A message in a room you are not in')).toBeVisible()
  expect(await eve.page.content()).not.toContain('cake')

  await ben.log.locator('a.excerpt').click()
  await ben.isAt(kitchen.path)
  await expect(ben.log.locator('.is-target')).toContainText('The cake is a')
})

test('Escape leaves everything as it was', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ana.account.posts(kitchen, 'Stay')
  await ana.opens(kitchen)
  await ana.acts('Stay', 'Forward')
  await expect(ana.page.getByRole('dialog', { name: 'Forward to' })).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await expect(ana.page.getByRole('dialog', { name: 'Forward to' })).toHaveCount(0)
  await ana.acts('Stay', 'Forward')
  await expect(ana.page.getByRole('dialog', { name: 'Forward to' }), 'and it can be asked for again').toBeVisible()
})
