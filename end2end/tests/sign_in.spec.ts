// The way in.
import { expect, test } from '../support/test.ts'

test('a wrong password is answered with a sentence, and the name stays', async ({ place, stranger }) => {
  const account = await place.newcomer('Ana')
  const ana = await stranger(place.maru)
  await ana.opens('/')
  await ana.isAt('/sign-in')
  await expect(ana.page.getByText('Harbour House')).toBeVisible()
  await ana.field('Name').fill(account.name)
  await ana.field('Password').fill('not this one')
  await ana.goesOn(ana.button('Sign in'))
  await expect(ana.page.getByRole('alert')).toContainText('Name and password do not match.')
  await expect(ana.field('Name')).toHaveValue(account.name)
  await expect(ana.field('Password')).toBeFocused()
  await ana.signsIn(account.name)
  await ana.isAt('/rooms')
  await ana.goesOn(ana.button('Sign out'))
  await ana.isAt('/sign-in')
})

test('who signs out by themselves is not told that they were', async ({ meet }) => {
  const [ana] = await meet('Ana')
  await ana.opens(await ana.account.makesRoom('Kitchen'))
  await ana.goesOn(ana.button('Sign out'))
  await ana.isAt('/sign-in')
  await expect(ana.button('Sign in')).toBeVisible()
  await expect(ana.page.getByRole('alert')).toHaveCount(0)
})

test('a taken name is refused at the door, and nothing else has to be typed again', async ({ place, stranger }) => {
  const account = await place.newcomer('Ana')
  const ben = await stranger(place.maru)
  await ben.joinsBy(place.joinLink, account.name, 'Benjamin')
  await expect(ben.page.getByRole('alert')).toContainText('That name is taken.')
  await expect(ben.field('Display name')).toHaveValue('Benjamin')
  await ben.field('Name').fill(`${account.name}-too`)
  await ben.field('Password').fill('another good one')
  await ben.goesOn(ben.button('Join'))
  await ben.isAt('/rooms')
  await expect(ben.sidebar.getByText('Benjamin')).toBeVisible()
})
