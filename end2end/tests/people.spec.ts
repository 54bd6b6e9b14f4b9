// People: who they are at a press, and conversations with them alone.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../support/test.ts'

test('a name shows a card, and the card leads to a conversation', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.account.posts(kitchen, 'Soup?')
  await ana.opens(kitchen)
  const name = ana.row('Soup?').getByRole('link', { name: 'Ben', exact: true })
  const card = ana.page.getByRole('dialog', { name: 'Profile of Ben' })

  await test.step('by keyboard', async () => {
    await name.focus()
    await ana.page.keyboard.press('Enter')
    await expect(card).toBeVisible()
    await expect(card.getByRole('button', { name: 'Message' })).toBeFocused()
    await expect(card).toContainText(`@${ben.account.name}`)
    expect((await new AxeBuilder({ page: ana.page }).include('#card').analyze()).violations).toEqual([])
    await ana.page.keyboard.press('Escape')
    await expect(card).toBeHidden()
    await expect(name).toBeFocused()
  })

  await test.step('from the list of members, too', async () => {
    await ana.panel(2).getByRole('link', { name: 'Ben' }).click()
    await expect(card).toBeVisible()
    const box = await card.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= 1280).toBeTruthy()
  })

  await ben.opens('/rooms')
  await ana.goesOn(card.getByRole('button', { name: 'Message' }))
  await expect(ana.heading('Ben').first()).toBeVisible()
  await expect(ana.text('This is where the conversation begins.')).toBeVisible()
  const conversations = (person: typeof ana) => person.sidebar.getByRole('list', { name: 'Direct messages' }).getByRole('link')
  await expect(conversations(ana)).toHaveText([/Ben/])
  await expect(conversations(ben), 'nothing was said yet').toHaveCount(0)
  await ana.writes('Only for you')
  await expect(conversations(ben)).toHaveText([/Ana.*1/])
  await conversations(ben).click()
  await ben.sees('Only for you')
  await ben.writes('And for you')
  await ana.sees('And for you')
  await ana.opens('/rooms')
  await expect(conversations(ana), 'it stays where something was said').toHaveText([/Ben/])
  await expect(ana.page.getByRole('main').getByText('Ben', { exact: true }), 'it is no room to find').toHaveCount(0)
})

test('some people have one conversation', async ({ meet }) => {
  const [ana, ben, cem] = await meet('Ana Choi', 'Ben Dorn', 'Cem Ede')
  await ana.opens('/people')
  await ana.link('New conversation').last().click()
  for (const person of [ben, cem]) await ana.page.getByRole('checkbox', { name: new RegExp(`@${person.account.name}$`) }).check()
  await ana.goesOn(ana.button('Start'))
  await expect(ana.heading('Ben Dorn, Cem Ede').first()).toBeVisible()
  await ana.writes('The three of us')
  await ben.opens('/rooms')
  await ben.roomLink('Ana Choi, Cem Ede').click()
  await ben.sees('The three of us')
})

test('a conversation with nobody is not begun', async ({ meet }) => {
  const [ana] = await meet('Ana', 'Ben')
  await ana.opens('/direct')
  await ana.goesOn(ana.button('Start'))
  await ana.isAt('/direct')
  await expect(ana.page.getByRole('alert')).toHaveText('Choose somebody to talk to.')
})

test('a profile is a page without scripts', async ({ place, browses }) => {
  const [ana, ben] = [await browses(await place.newcomer('Ana'), { scripts: false }), await place.newcomer('Ben')]
  const kitchen = await ben.makesRoom('Kitchen')
  await ana.account.joins(kitchen)
  await ben.posts(kitchen, 'Soup?')
  await ana.opens(kitchen)
  await ana.row('Soup?').getByRole('link', { name: 'Ben', exact: true }).click()
  await expect(ana.heading('Profile of Ben')).toBeVisible()
  await ana.button('Message').click()
  await expect(ana.heading('Ben').first()).toBeVisible()
  await ana.writesByForm('Hello')
  await expect(ana.text('Hello')).toBeVisible()
})
