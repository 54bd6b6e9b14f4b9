// An empty server, and the first two people who find each other on it.
import { expect, test } from '../support/test.ts'

test('the first two people found a place, meet and talk', async ({ emptyMaru, stranger }) => {
  const ana = await stranger(emptyMaru)
  await ana.opens('/')
  await ana.isAt('/first-run')
  await expect(ana.heading('Welcome to Maru')).toBeVisible()
  await ana.founds('Harbour House', 'English', 'ana', 'Ana')
  await ana.isAt('/rooms')

  await test.step('the owner comes into the first room', async () => {
    await ana.roomLink('Everyone').click()
    await expect(ana.heading('Everyone')).toBeVisible()
    await ana.isAwake()
    await ana.sees('Ana created the room')
  })

  const ben = await stranger(emptyMaru)
  await test.step('nobody else can found it again', async () => {
    await ben.opens('/first-run')
    await ben.isAt('/sign-in')
  })

  const link = await test.step('she makes a join link for one person', async () => {
    await ana.sidebar.getByRole('link', { name: 'Invites' }).click()
    await ana.field('Lasts').selectOption('1 day')
    await ana.field('Lets in').selectOption('1 person')
    await ana.goesOn(ana.button('Make a join link'))
    return ana.field('Join link').inputValue()
  })
  await ana.roomLink('Everyone').click()
  await ana.isAwake()

  await test.step('he joins by it, and she sees him come', async () => {
    await ben.opens(link)
    await expect(ben.heading('Join Harbour House')).toBeVisible()
    await ben.joinsBy(link, 'ben', 'Ben')
    await ben.roomLink('Everyone').click()
    await ben.isAwake()
    await ana.sees('Ben joined')
    await expect(ana.panel(2).getByText('2 online')).toBeVisible()
    await expect(ana.panel(2).getByRole('listitem')).toHaveText([/Ana/, /Ben/])
  })

  await test.step('they talk, and see each other write', async () => {
    await ana.writes('The kettle is on')
    await ben.sees('The kettle is on')
    await ben.composer.pressSequentially('Comi')
    await expect(ana.page.getByText('Ben is typing…')).toBeVisible()
    await ben.writes('Coming')
    await ana.sees('Coming')
    await expect(ana.page.getByText('Ben is typing…')).toBeHidden()
    await ben.writes('With cake')
    await ana.sees('With cake')
    await ben.sees('Today')
  })

  await test.step('everybody sees the same, also after a reload', async () => {
    const messages = ['The kettle is on', 'Coming', 'With cake']
    await ana.hasMessages(messages)
    const before = await ana.reads()
    for (const person of [ana, ben]) {
      await person.reloads()
      await person.sees('Today')
      await person.hasMessages(messages)
      await expect.poll(() => person.reads()).toBe(before)
    }
  })

  await test.step('two messages of one person stand under one name', async () => {
    const named = ana.log.getByRole('article').filter({ has: ana.page.getByRole('time') })
    await expect(named).toHaveCount(2)
    await expect(named.nth(0)).toContainText('Ana')
    await expect(named.nth(1)).toContainText('Ben')
    // Readers who hear the page are told the author of each.
    await expect(ana.row('With cake')).toContainText('Ben')
  })

  await test.step('the link has let in the one it was for', async () => {
    const cleo = await stranger(emptyMaru)
    await cleo.opens(link)
    await expect(cleo.heading('This link is closed')).toBeVisible()
  })
})
