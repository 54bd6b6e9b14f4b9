// Rooms: made, found, entered, left, renamed, and hidden from those who are not in them.
import { expect, test } from '../support/test.ts'

/** What the browser itself says about a page that is not there. */
const NOT_THERE = /the server responded with a status of 404/

test('a public room is found and joined, a private one is not there', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  await ana.opens('/rooms')
  await ana.link('Create room').last().click()
  await ana.field('Name').fill('Greenhouse')
  await ana.field('Description').fill('What grows')
  await ana.goesOn(ana.button('Create room'))
  await expect(ana.heading('Greenhouse').first()).toBeVisible()

  await ana.opens('/rooms/new')
  await ana.field('Name').fill('Cellar')
  await ana.page.getByRole('radio', { name: 'Private' }).check()
  await ana.goesOn(ana.button('Create room'))
  const cellar = new URL(ana.page.url()).pathname
  await expect(ana.roomLink('Cellar')).toBeVisible()

  await ben.opens('/rooms')
  await expect(ben.page.getByRole('main').getByText('What grows')).toBeVisible()
  await expect(ben.page.getByText('Cellar')).toHaveCount(0)
  await ben.goesOn(ben.button('Join – Greenhouse'))
  await expect(ben.roomLink('Greenhouse')).toBeVisible()

  await test.step('its address answers like one that never was', async () => {
    ben.expectsTrouble(NOT_THERE)
    const never = `/rooms/${'f'.repeat(32)}`
    const seen = []
    for (const path of [cellar, never, `${cellar}/settings`, `${never}/settings`]) {
      const answer = await ben.page.goto(path)
      await ben.isAwake()
      await expect(ben.heading('Nothing here')).toBeVisible()
      seen.push([answer?.status(), await ben.page.title(), await ben.page.getByRole('main').innerText()])
    }
    expect(seen[0]?.[0]).toBe(404)
    expect(seen[1]).toEqual(seen[0])
    expect(seen[3]).toEqual(seen[2])
  })
})

test('who is invited has the room at once, and who is removed has it no longer', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const cellar = await ana.account.makesRoom('Cellar', { secret: true })
  await ana.account.posts(cellar, 'Before he came')
  await ben.opens('/rooms')
  await expect(ben.roomLink(cellar)).toHaveCount(0)

  await ana.opens(cellar)
  await ana.link('Room settings').click()
  await ana.field('Name').last().fill(ben.account.name)
  await ana.goesOn(ana.button('Invite'))
  await expect(ana.page.getByText('Invited. They are in the room now.')).toBeVisible()

  await ben.roomLink(cellar).click()
  await ben.isAwake()
  await ben.sees('Before he came', 'Ana invited Ben')
  await ben.writes('Dark here')

  const panel = await test.step('the others see who came', async () => {
    await ana.opens(cellar)
    await ana.sees('Dark here')
    await expect(ana.panel(2).getByRole('listitem')).toHaveText([/Ana/, /Ben/])
    return ana.panel(1)
  })

  await ana.link('Room settings').click()
  await ana.goesOn(ana.button('Remove Ben'))
  await ben.isAt('/rooms')
  await ben.isAwake()
  await expect(ben.page.getByRole('alert')).toHaveText('You are not in that room any more.')
  await expect(ben.roomLink(cellar)).toHaveCount(0)
  ben.expectsTrouble(NOT_THERE)
  await ben.opens(cellar)
  await expect(ben.heading('Nothing here')).toBeVisible()
  await ana.opens(cellar)
  await expect(panel.getByRole('listitem')).toHaveText([/Ana/])
  await ana.sees('Ana removed Ben')
})

test('a new name is seen by everybody at once', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  await ana.opens(`${kitchen.path}/settings`)
  await ana.field('Name').first().fill('Canteen')
  await ana.field('Description').fill('Soup at noon')
  await ana.goesOn(ana.button('Save').first())

  await expect(ben.heading('Canteen').first()).toBeVisible()
  await expect(ben.roomLink('Canteen')).toBeVisible()
  await expect(ben.roomLink('Kitchen')).toHaveCount(0)
  await expect(ben.page.getByRole('main').getByText('Soup at noon', { exact: true })).toBeVisible()
  await ben.sees('Ana renamed the room to “Canteen”', 'Ana described the room: Soup at noon')
  await expect(ben.page).toHaveTitle('Canteen · Harbour House')
})

test('somebody leaves a public room and comes back', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens(kitchen)
  await ben.opens(kitchen)
  await ben.link('Room settings').click()
  // Only who manages the room may rename it.
  await expect(ben.field('Description')).toHaveCount(0)
  await ben.goesOn(ben.button('Leave room'))
  await ben.isAt('/rooms')
  await expect(ben.roomLink(kitchen)).toHaveCount(0)
  await expect(ana.panel(1)).toBeVisible()

  await ben.opens(kitchen)
  await expect(ben.page.getByText('You are not in this room.')).toBeVisible()
  await ben.goesOn(ben.button('Join'))
  await ben.writes('Back again')
  await ana.sees('Back again')
  await expect(ana.panel(2)).toBeVisible()
})

test('a room with something new in it is marked until it is opened', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await ana.account.makesRoom('Kitchen'), await ana.account.makesRoom('Garden')]
  await ben.account.joins(garden)
  await ana.opens(kitchen)
  await ben.account.posts(garden, 'It rains')
  await expect(ana.roomLink(garden)).toHaveClass(/is-unread/)
  await ana.roomLink(garden).click()
  await ana.sees('It rains')
  await expect(ana.roomLink(garden)).not.toHaveClass(/is-unread/)

  await test.step('moving between rooms loads no page', async () => {
    const documents: string[] = []
    ana.page.on('request', (request) => {
      if (request.isNavigationRequest()) documents.push(request.url())
    })
    await ana.roomLink(kitchen).click()
    await expect(ana.heading('Kitchen').first()).toBeVisible()
    await ana.writes('Dry here')
    await ana.page.goBack()
    await expect(ana.heading('Garden').first()).toBeVisible()
    await ana.hasMessages(['It rains'])
    await ben.account.posts(garden, 'Still')
    await ana.hasMessages(['It rains', 'Still'])
    expect(documents).toEqual([])
  })
})
