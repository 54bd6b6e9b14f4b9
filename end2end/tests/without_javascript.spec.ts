// A browser that runs no scripts: everything can be read, and every form works.
import { PASSWORD } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

test('somebody without JavaScript reads back to the first message and writes', async ({ place, archive, stranger }) => {
  const account = await place.newcomer('Ana')
  const room = await account.makesRoom('Kitchen')
  await account.joins(archive)
  const ana = await stranger(place.maru, { scripts: false })
  await test.step('she signs in and is where she wanted to be', async () => {
    await ana.page.goto(archive.path)
    await ana.isAt('/sign-in')
    await ana.field('Name').fill(account.name)
    await ana.field('Password').fill(PASSWORD)
    await ana.button('Sign in').click()
    await ana.isAt(archive.path)
    await expect(ana.heading('Archive').first()).toBeVisible()
    await expect(ana.text('Line 110')).toBeInViewport()
  })

  await test.step('she pages back to the beginning, and every line was there once', async () => {
    const read: string[] = []
    for (;;) {
      read.unshift(...(await ana.log.getByRole('article').getByRole('paragraph').allInnerTexts()))
      if (await ana.page.getByText('This is where the room begins.').isVisible()) break
      await ana.link('Older messages').click()
    }
    expect(read).toEqual(Array.from({ length: 110 }, (_, line) => `Line ${line + 1}`))
    await expect(ana.text('Olivia created the room')).toBeVisible()
  })

  await test.step('and forward again', async () => {
    await ana.link('Newer messages').click()
    await expect(ana.text('Line 50')).toBeVisible()
    await ana.link('Back to the newest').click()
    await ana.isAt(archive.path)
    await expect(ana.text('Line 110')).toBeInViewport()
  })

  await test.step('she writes, and it stands there as she wrote it', async () => {
    await ana.page.goto(room.path)
    await ana.writesByForm('Two lines,\n<b>by form</b>')
    await ana.isAt(room.path)
    await ana.hasMessages(['Two lines,\n<b>by form</b>'])
    await expect(ana.composer).toHaveValue('')
  })
})

test('somebody without JavaScript makes a room, renames it, leaves it and signs out', async ({ place, browses }) => {
  const ana = await browses(await place.newcomer('Ana'), { scripts: false })
  await ana.page.goto('/rooms')
  await ana.sidebar.getByRole('link', { name: 'Create room' }).click()
  await ana.field('Name').fill('Attic')
  await ana.field('Description').fill('What nobody needs')
  await ana.button('Create room').click()
  await expect(ana.heading('Attic').first()).toBeVisible()
  await ana.writesByForm('Dust')
  await ana.sees('Dust')

  await ana.link('Room settings').click()
  await ana.field('Name').first().fill('Loft')
  await ana.button('Save').first().click()
  await expect(ana.page.getByText('Saved.')).toBeVisible()
  await expect(ana.roomLink('Loft')).toBeVisible()
  await expect(ana.roomLink('Attic')).toHaveCount(0)

  await ana.button('Leave room').click()
  await ana.isAt('/rooms')
  await expect(ana.sidebar.getByRole('link', { name: 'Everyone' })).toBeVisible()
  await expect(ana.roomLink('Loft')).toHaveCount(0)

  await ana.button('Sign out').click()
  await ana.isAt('/sign-in')
  await ana.page.goto('/rooms')
  await ana.isAt('/sign-in')
})

test('somebody without JavaScript edits, answers, reacts, pins, passes on and deletes', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const [kitchen, hall] = [await account.makesRoom('Kitchen'), await account.makesRoom('Hall')]
  await account.posts(kitchen, 'helo')
  const ana = await browses(account, { scripts: false })
  const more = async (text: string) => {
    await ana.page.goto(kitchen.path)
    await ana.row(text).getByRole('link', { name: 'Actions' }).click()
    await expect(ana.heading('Message').first()).toBeVisible()
  }
  await more('helo')
  await ana.field('Edit').fill('hello')
  await ana.button('Save').click()
  await ana.isAt(kitchen.path)
  await ana.sees('hello', 'edited')

  await more('hello')
  await ana.field('Reply').fill('hello to you')
  await ana.button('Send').click()
  await expect(ana.row('hello to you').locator('.quote')).toContainText('hello')

  await more('hello')
  await ana.button('React with 👍').click()
  await expect(ana.row('hello').locator('.reaction')).toContainText('👍')
  await more('hello')
  await ana.field('Another emoji').fill('🦆')
  await ana.button('React').click()
  await expect(ana.row('hello').locator('.reaction')).toHaveCount(2)

  await more('hello')
  await ana.button('Pin').click()
  await expect(ana.row('hello').getByText('Pinned')).toBeVisible()

  await more('hello')
  await ana.field('Forward to').selectOption({ label: 'Hall' })
  await ana.button('Forward').click()
  await ana.isAt(hall.path)
  await expect(ana.log.locator('a.excerpt')).toContainText('hello')
  await ana.log.locator('a.excerpt').click()
  await ana.isAt(kitchen.path)

  await more('hello')
  await ana.button('Delete').click()
  await expect(ana.log.getByText('This message was deleted.').first()).toBeVisible()
  await ana.doesNotSee('hello')
})
