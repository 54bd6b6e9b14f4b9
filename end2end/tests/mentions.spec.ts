// Being called: what one types is completed, who is called sees it, and what waits is counted the same everywhere.
import AxeBuilder from '@axe-core/playwright'
import { InputMethod } from '../support/ime.ts'
import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

const list = (person: Person) => person.page.getByRole('listbox', { name: 'Suggestions' })
const chosen = (person: Person) => list(person).getByRole('option', { selected: true })

test('names, rooms and emoji are completed by keyboard', async ({ place, browses }) => {
  const [ana, seo, ben] = await Promise.all(['Ana', '김서연', 'Ben'].map((name) => place.newcomer(name)))
  if (!ana || !seo || !ben) throw new Error('three came')
  const room = await ana.makesRoom('Garden shed')
  for (const other of [seo, ben]) await other.joins(room)
  const writer = await browses(ana)
  await writer.opens(room)
  const { composer, page } = writer

  await test.step('initial consonants find a name, and Enter takes it without sending', async () => {
    await composer.pressSequentially('Hi @ㅅㅇ')
    await expect(chosen(writer)).toContainText('김서연')
    expect((await new AxeBuilder({ page }).include('.foot').analyze()).violations).toEqual([])
    await composer.press('Enter')
    await expect(composer).toHaveValue(`Hi @${seo.name} `)
    await expect(list(writer)).toHaveCount(0)
  })

  await test.step('arrows choose, Tab takes, Escape closes', async () => {
    await composer.fill('')
    await composer.pressSequentially('@')
    await expect(list(writer).getByRole('option')).toHaveText([/Ben/, /김서연/, /@here/, /@room/])
    await composer.press('ArrowUp')
    await expect(chosen(writer)).toContainText('@room')
    await composer.press('ArrowDown')
    await composer.press('ArrowDown')
    await expect(chosen(writer)).toContainText('김서연')
    await composer.press('Tab')
    await expect(composer).toHaveValue(`@${seo.name} `)
    await composer.pressSequentially('@b')
    await expect(chosen(writer)).toContainText('Ben')
    await composer.press('Escape')
    await expect(list(writer)).toHaveCount(0)
    await expect(composer).toHaveValue(`@${seo.name} @b`)
  })

  await test.step('rooms and emoji', async () => {
    await composer.fill('')
    await composer.pressSequentially('#garde')
    await list(writer).getByRole('option', { name: 'Garden shed' }).click()
    await expect(composer).toHaveValue('#Gardenshed ')
    await composer.pressSequentially(':')
    await composer.pressSequentially('t')
    await expect(list(writer), 'one character is not enough').toHaveCount(0)
    await composer.pressSequentially('ada')
    await composer.press('Enter')
    await expect(composer).toHaveValue('#Gardenshed 🎉 ')
    await composer.press('Enter')
    await expect(writer.log.getByRole('link', { name: '#Gardenshed' })).toHaveAttribute('href', room.path)
  })

  await test.step('a syllable that is being composed is finished, and then chosen', async () => {
    const ime = await InputMethod.of(page)
    await composer.focus()
    await composer.pressSequentially('@')
    await ime.composes('ㅅ', '서')
    await expect(chosen(writer)).toContainText('김서연')
    await ime.takesEnter('Process')
    await ime.commits('서')
    await expect(composer).toHaveValue(`@${seo.name} `)
    await expect(writer.pending).toHaveCount(0)
  })
})

test('who is called sees it, and it is counted the same everywhere until it is read', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  for (const room of [kitchen, garden]) await ben.account.joins(room)
  await ben.opens(garden)
  const other = await ben.anotherTab()
  await other.opens('/rooms')
  const badge = (person: Person) => person.roomLink(kitchen).locator('.unread-count')
  await ana.account.posts(kitchen, 'Soup?')
  for (const tab of [ben, other]) await expect(badge(tab)).toHaveText('1')
  await ana.account.posts(kitchen, `@${ben.account.name} soup?`)
  for (const tab of [ben, other]) await expect(badge(tab)).toHaveText('@1')
  await ana.account.posts(kitchen, '@room soup!')
  for (const tab of [ben, other]) await expect(badge(tab)).toHaveText('@2')
  await other.reloads()
  await expect(badge(other)).toHaveText('@2')

  await test.step('in the room it stands out, and reading it clears it everywhere', async () => {
    await ben.roomLink(kitchen).click()
    await expect(ben.row(`@${ben.account.name} soup?`)).toHaveClass(/calls-me/)
    await expect(ben.row('Soup?')).not.toHaveClass(/calls-me/)
    for (const tab of [ben, other]) await expect(badge(tab)).toHaveCount(0)
  })

  await test.step('it can be marked as unread again', async () => {
    await ben.acts(`@${ben.account.name} soup?`, 'Mark as unread')
    for (const tab of [ben, other]) await expect(badge(tab)).toHaveText('@2')
    await ben.roomLink(garden).click()
    await expect(ben.heading('Garden').first()).toBeVisible()
    await expect(badge(ben)).toHaveText('@2')
    await ben.roomLink(kitchen).click()
    for (const tab of [ben, other]) await expect(badge(tab)).toHaveCount(0)
  })
})

test('a list that was long on its way takes nothing back', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  for (const room of [kitchen, garden]) await ben.account.joins(room)
  await ben.opens('/rooms')
  const count = ben.roomLink(kitchen).locator('.unread-count')
  // The list that is asked for next is made at once, and arrives when it is let.
  let made = () => {}
  let arrives = () => {}
  const isMade = new Promise<void>((resolve) => (made = resolve))
  const mayArrive = new Promise<void>((resolve) => (arrives = resolve))
  await ben.page.route(
    '**/api/view/rooms*',
    async (route) => {
      const response = await route.fetch()
      made()
      await mayArrive
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await ana.account.submits(`${garden.path}/settings`, { name: 'Orchard', description: '' })
  await isMade
  await ana.account.posts(kitchen, 'Soup?')
  await ana.account.posts(kitchen, `@${ben.account.name} soup?`)
  await expect(count).toHaveText('@1')
  arrives()
  await expect(ben.roomLink('Orchard')).toBeVisible()
  await expect(count).toHaveText('@1')
})

test('a room says as much as one wants to be told', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens('/rooms')
  const wants = async (what: string) => {
    await ben.opens(`${kitchen.path}/settings`)
    await ben.page.getByRole('radio', { name: what }).check()
    await ben.goesOn(ben.button('Save').first())
    await expect(ben.page.getByRole('radio', { name: what })).toBeChecked()
  }
  const link = ben.roomLink(kitchen)
  await wants('Only mentions')
  await ana.account.posts(kitchen, 'Soup?')
  await expect(link).toHaveClass(/is-unread/)
  await expect(link.locator('.unread-count')).toHaveCount(0)
  await ana.account.posts(kitchen, `@${ben.account.name}`)
  await expect(link.locator('.unread-count')).toHaveText('@1')
  await wants('Nothing')
  await expect(link).toHaveClass(/is-muted/)
  await expect(link.locator('.unread-count')).toHaveCount(0)
  await wants('Every message')
  await expect(link.locator('.unread-count')).toHaveText('@1')
})
