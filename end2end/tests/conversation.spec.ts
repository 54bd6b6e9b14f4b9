// What people do with a message and with each other: answer, react, edit, delete, pin, and see who has not read what.
import { expect, test } from '../support/test.ts'

test('two people answer, react, edit and delete, and both see it, also after a reload', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens(kitchen)
  await ben.opens(kitchen)
  await ana.writes('Who brings cake?')
  await ben.sees('Who brings cake?')

  await test.step('Ben answers, and the answer says what it answers', async () => {
    await ben.acts('Who brings cake?', 'Reply')
    await expect(ben.page.getByText('Reply to Ana')).toBeVisible()
    await ben.writes('I do')
    for (const person of [ana, ben]) await expect(person.row('I do').getByRole('link', { name: 'Answers Ana' })).toContainText('Who brings cake?')
  })

  await test.step('both react, and one takes it back', async () => {
    await ana.acts('I do', 'React with 👍')
    const thumbs = ben.row('I do').getByRole('button', { name: 'Ana: 👍' })
    await expect(thumbs).toHaveAttribute('aria-pressed', 'false')
    await thumbs.click()
    await expect(ana.row('I do').getByRole('button', { name: 'Ana and Ben: 👍' })).toHaveAttribute('aria-pressed', 'true')
    await ana.row('I do').getByRole('button', { name: 'Ana and Ben: 👍' }).click()
    await expect(ben.row('I do').getByRole('button', { name: 'Ben: 👍' })).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('Ana edits with the arrow up, and the quote follows', async () => {
    await ana.composer.press('ArrowUp')
    await expect(ana.composer).toHaveValue('Who brings cake?')
    await ana.composer.fill('Who brings the cake?')
    await ana.composer.press('Enter')
    for (const person of [ana, ben]) {
      await expect(person.row('Who brings the cake?').getByText('edited')).toBeVisible()
      await expect(person.row('I do').getByRole('link', { name: 'Answers Ana' })).toContainText('Who brings the cake?')
      await person.doesNotSee('Who brings cake?')
    }
    await expect(ana.composer).toHaveValue('')
  })

  await test.step('Ben pins, Ana deletes what she wrote', async () => {
    await ben.acts('I do', 'Pin')
    await expect(ana.row('I do').getByText('Pinned')).toBeVisible()
    ana.page.once('dialog', (dialog) => void dialog.accept())
    await ana.acts('Who brings the cake?', 'Delete')
    for (const person of [ana, ben]) await expect(person.log.locator('.is-deleted')).toHaveText('This message was deleted.')
  })

  await test.step('a reload shows the same', async () => {
    for (const person of [ana, ben]) {
      await person.reloads()
      await expect(person.log.locator('.is-deleted')).toHaveText('This message was deleted.')
      await expect(person.row('I do').getByRole('button', { name: 'Ben: 👍' })).toBeVisible()
      await expect(person.row('I do').getByText('Pinned')).toBeVisible()
      await expect(person.row('I do').getByRole('link', { name: 'Answers Ana' })).toContainText('This message was deleted.')
      await person.doesNotSee('Who brings the cake?')
    }
  })
})

test('a reaction of one\'s own is one\'s own in the first byte of a page, and is taken back by pressing it', async ({ meet, browses }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.account.posts(kitchen, 'Soup?')
  await ana.opens(kitchen)
  const thumbs = (person: typeof ana) => person.row('Soup?').getByRole('button', { name: 'Ana: 👍' })
  await ana.acts('Soup?', 'React with 👍')
  await expect(thumbs(ana)).toHaveAttribute('aria-pressed', 'true')

  const [still, other] = [await browses(ana.account, { scripts: false }), await browses(ben.account, { scripts: false })]
  await still.opens(kitchen)
  await expect(thumbs(still)).toHaveAttribute('aria-pressed', 'true')
  await other.opens(kitchen)
  await expect(thumbs(other)).toHaveAttribute('aria-pressed', 'false')

  await ana.reloads()
  await expect(thumbs(ana)).toHaveAttribute('aria-pressed', 'true')
  await thumbs(ana).click()
  await expect(thumbs(ana)).toHaveCount(0)
  await ana.reloads()
  await expect(ana.row('Soup?')).toBeVisible()
  await expect(thumbs(ana)).toHaveCount(0)
})

test('what one began to answer is answered after another room and a reload', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  await ben.account.joins(kitchen)
  await ben.account.posts(kitchen, 'Who brings cake?')
  await ana.opens(kitchen)
  const aim = ana.page.getByText('Reply to Ben')
  await ana.acts('Who brings cake?', 'Reply')
  await expect(aim).toBeVisible()

  await ana.roomLink(garden).click()
  await expect(ana.heading('Garden').first()).toBeVisible()
  await expect(aim).toHaveCount(0)
  await ana.roomLink(kitchen).click()
  await expect(aim).toBeVisible()
  await ana.reloads()
  await expect(aim).toBeVisible()
  await ana.writes('I do')
  await expect(ana.row('I do').getByRole('link', { name: 'Answers Ben' })).toContainText('Who brings cake?')
  await expect(aim).toHaveCount(0)
  await ana.reloads()
  await expect(ana.row('I do')).toBeVisible()
  await expect(aim).toHaveCount(0)
})

test('a message tells how many have not read it, and a room how much is unread', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  const garden = await ana.account.makesRoom('Terrace')
  await ben.account.joins(kitchen)
  await ben.account.joins(garden)
  await ben.opens(garden)
  await ana.opens(kitchen)
  await ana.writes('One')
  await ana.writes('Two')
  await expect(ana.row('Two').getByRole('img', { name: 'Not read by 1' })).toBeVisible()
  await expect(ben.sidebar.getByRole('link', { name: 'Kitchen 2 unread' })).toBeVisible()
  // The count is the server's: it is there in the first byte of another page too.
  await ben.reloads()
  await expect(ben.sidebar.getByRole('link', { name: 'Kitchen 2 unread' })).toBeVisible()

  await ben.roomLink(kitchen).click()
  await ben.sees('One', 'Two')
  await expect(ben.log.getByText('New messages')).toBeVisible()
  await expect(ben.sidebar.getByRole('link', { name: 'Kitchen', exact: true })).toBeVisible()
  await expect(ana.log.getByRole('img', { name: 'Not read by 1' })).toHaveCount(0)
})

test('by keyboard one walks to a message and answers it', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens(kitchen)
  await ana.writes('First')
  await ana.writes('Second')
  await ben.opens(kitchen)
  await ben.log.focus()
  await ben.page.keyboard.press('ArrowUp')
  await expect(ben.row('Second')).toBeFocused()
  await ben.page.keyboard.press('ArrowUp')
  await expect(ben.row('First')).toBeFocused()
  const reply = ben.row('First').getByRole('button', { name: 'Reply' })
  await reply.focus()
  await ben.page.keyboard.press('Enter')
  await expect(ben.composer).toBeFocused()
  await expect(ben.page.getByText('Reply to Ana')).toBeVisible()
  await ben.page.keyboard.press('Escape')
  await expect(ben.page.getByText('Reply to Ana')).toHaveCount(0)
})
