// No mouse at all.
import { PASSWORD } from '../support/place.ts'
import type { Person } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('by keyboard alone one signs in, chooses a room and writes', async ({ place, stranger }) => {
  const account = await place.newcomer('Ana')
  const kitchen = await account.makesRoom('Kitchen')
  const ana = await stranger(place.maru)
  const keys = ana.page.keyboard

  await test.step('sign in', async () => {
    await ana.opens('/sign-in')
    await expect(ana.field('Name')).toBeFocused()
    await keys.type(account.name)
    await keys.press('Tab')
    await expect(ana.field('Password')).toBeFocused()
    await seesTheFocus(ana)
    await keys.type(PASSWORD)
    await keys.press('Tab')
    await expect(ana.button('Sign in')).toBeFocused()
    await seesTheFocus(ana)
    await keys.press('Enter')
    await ana.isAt('/rooms')
    await ana.isAwake()
  })

  await test.step('the first Tab offers the way to the content', async () => {
    await keys.press('Tab')
    await expect(ana.link('Skip to content')).toBeFocused()
    await expect(ana.link('Skip to content')).toBeInViewport({ ratio: 1 })
    await keys.press('Enter')
    await expect(ana.page).toHaveURL(/#main$/)
    await keys.press('Tab')
    await expect(ana.page.getByRole('main').getByRole('link', { name: 'Create room' })).toBeFocused()
  })

  await test.step('choose a room', async () => {
    await ana.reloads()
    await keys.press('Tab')
    await tabsTo(ana, 'Kitchen')
    await keys.press('Enter')
    await ana.isAt(kitchen.path)
    await ana.isAwake()
    await expect(ana.heading('Kitchen').first()).toBeVisible()
  })

  await test.step('everything has its turn, in the order of the page, and shows it', async () => {
    await ana.reloads()
    const order = []
    for (;;) {
      await keys.press('Tab')
      const name = await focused(ana)
      if (name === '') break
      order.push(name)
      await seesTheFocus(ana)
      if (name === 'Send') break
    }
    expect(order).toEqual([
      'Skip to content',
      'Create room',
      'All rooms',
      'People',
      'Everyone',
      'Kitchen',
      'New conversation',
      'Settings',
      'Sign out',
      'Pinned messages',
      'Room settings',
      '1 member',
      'Messages',
      'Attach files',
      'Message',
      'Send',
    ])
  })

  await test.step('write', async () => {
    await keys.press('Shift+Tab')
    await expect(ana.composer).toBeFocused()
    await keys.type('First line')
    await keys.press('Shift+Enter')
    await keys.type('second line')
    await keys.press('Enter')
    await ana.hasMessages(['First line\nsecond line'])
    await expect(ana.composer).toHaveValue('')
    await expect(ana.composer).toBeFocused()
  })

  await test.step('typing anywhere writes', async () => {
    await ana.log.focus()
    await keys.type('From anywhere')
    await expect(ana.composer).toHaveValue('From anywhere')
    await keys.press('Control+Enter')
    await ana.sees('From anywhere')
  })
})

test('Alt and an arrow go from room to room, with Shift to one where something waits', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [garden, kitchen] = [await ana.account.makesRoom('Garden'), await ana.account.makesRoom('Kitchen')]
  await ben.account.joins(garden)
  const isIn = (name: string) => expect(ana.heading(name).first()).toBeVisible()
  const keys = ana.page.keyboard
  await ana.opens(garden)
  await ana.composer.press('Alt+ArrowDown')
  await isIn('Kitchen')
  await keys.press('Alt+ArrowDown')
  await isIn('Everyone')
  await keys.press('Alt+ArrowUp')
  await isIn('Kitchen')
  await keys.press('Alt+ArrowUp')
  await isIn('Garden')
  await ana.roomLink(kitchen).click()
  await isIn('Kitchen')
  await ben.opens(garden)
  await ben.writes('Anybody there?')
  await expect(ana.roomLink(garden)).toHaveClass(/is-unread/)
  await keys.press('Alt+Shift+ArrowDown')
  await isIn('Garden')
  await ana.sees('Anybody there?')
})

test('a text that is not sent yet is still there after a reload', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  await ana.opens(kitchen)
  await ana.composer.pressSequentially('Not yet')
  await ana.roomLink(garden).click()
  await expect(ana.heading('Garden').first()).toBeVisible()
  await expect(ana.composer).toHaveValue('')
  await ana.opens(kitchen)
  await expect(ana.composer).toHaveValue('Not yet')
  await ana.composer.press('Enter')
  await ana.sees('Not yet')
  await ana.reloads()
  await expect(ana.composer).toHaveValue('')
})

/** Presses Tab until something has the focus. */
async function tabsTo(person: Person, name: string): Promise<void> {
  for (let presses = 0; (await focused(person)) !== name; presses += 1) {
    expect(presses, `Tab never comes to ${name}`).toBeLessThan(40)
    await person.page.keyboard.press('Tab')
  }
}

/** What the thing with the focus is called. */
function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return ''
    return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim() || element.outerHTML
  })
}

/** The focus can be seen: an outline, or a border or shadow that others of its kind do not have. */
async function seesTheFocus(person: Person): Promise<void> {
  const shown = await person.page.evaluate(() => {
    const look = (element: Element | null) => {
      if (!element) return ''
      const { outlineStyle, outlineWidth, borderColor, boxShadow } = getComputedStyle(element)
      return `${outlineStyle === 'none' ? '' : outlineWidth} ${borderColor} ${boxShadow}`
    }
    const element = document.activeElement as HTMLElement
    // A frame around a field may show it instead.
    const both = () => look(element) + look(element.closest('form.composer'))
    const focused = both()
    element.blur()
    const plain = both()
    element.focus()
    return { focused, plain }
  })
  expect(shown.focused, 'the focus shows').not.toBe(shown.plain)
}
