// One's own account: name, language, theme, picture, and the browsers one is signed in with.
import { deflateSync } from 'node:zlib'
import type { Person } from '../support/person.ts'
import { PASSWORD } from '../support/place.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

/** The form of the card: there are others on the page. */
const profile = (person: Person) => person.page.locator('form[action="/settings/profile"]')

test('a new display name is seen by the others', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens('/settings')
  await ana.field('Display name').fill('Ana the Cook')
  await ana.goesOn(profile(ana).getByRole('button', { name: 'Save', exact: true }))
  await expect(ana.page.getByText('Saved.')).toBeVisible()
  await expect(ana.sidebar.getByText('Ana the Cook', { exact: true })).toBeVisible()
  await ben.opens(kitchen)
  await ana.account.posts(kitchen, 'Soup!')
  await expect(ben.row('Soup!')).toContainText('Ana the Cook')
})

test('the language changes with one choice, and stays', async ({ meet }) => {
  const [ana] = await meet('Ana')
  await ana.opens('/settings')
  await ana.field('Language').selectOption('한국어')
  await ana.goesOn(profile(ana).getByRole('button', { name: 'Save', exact: true }))
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'ko')
  await expect(ana.heading('설정')).toBeVisible()
  await ana.goesOn(ana.button('로그아웃'))
  await expect(ana.button('로그인')).toBeVisible()
  ana.words = words.ko
  await ana.signsIn(ana.account.name)
  await expect(ana.heading('모든 방')).toBeVisible()
})

test('the dark theme stays dark where the device is light', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const ground = () => ana.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await ana.opens('/settings')
  const light = await ground()
  await ana.page.getByRole('radio', { name: 'Dark' }).check()
  await ana.goesOn(profile(ana).getByRole('button', { name: 'Save', exact: true }))
  await expect(ana.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(await ground()).not.toBe(light)
  await ana.opens('/rooms')
  await expect(ana.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('another browser is signed out from here, and its open page leads through sign-in back to where it was', async ({ place, meet, stranger }) => {
  const [ana] = await meet('Ana')
  const kitchen = await ana.account.makesRoom('Kitchen')
  const elsewhere = await stranger(place.maru, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' })
  await elsewhere.signsIn(ana.account.name)
  await elsewhere.opens(kitchen)

  await ana.opens('/settings')
  await expect(ana.page.getByText('This browser', { exact: true })).toHaveCount(1)
  await ana.goesOn(ana.button('Revoke Firefox on Linux'))
  await expect(ana.page.getByText('The browser was signed out.')).toBeVisible()
  await expect(ana.button('Revoke Firefox on Linux')).toHaveCount(0)

  await elsewhere.isAt('/sign-in')
  await expect(elsewhere.page.getByRole('alert')).toHaveText('You were signed out here. Sign in again to go on.')
  await elsewhere.field('Name').fill(ana.account.name)
  await elsewhere.field('Password').fill(PASSWORD)
  await elsewhere.goesOn(elsewhere.button('Sign in'))
  await elsewhere.isAt(kitchen.path)
  await elsewhere.writes('In again')

  await ana.opens(kitchen)
  await ana.writes('Still here')
})

test('a picture is uploaded, seen by the others, and removed', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens('/settings')
  await ana.field('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png(64) })
  await ana.goesOn(ana.button('Upload'))
  await expect(ana.page.getByText('Your picture was changed.')).toBeVisible()
  const picture = ana.sidebar.locator('img')
  await expect(picture).toBeVisible()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

  await ben.opens(kitchen)
  await ana.account.posts(kitchen, 'Look at me')
  await expect(ben.row('Look at me').locator('img')).toBeVisible()

  await ana.goesOn(ana.button('Remove picture'))
  await expect(ana.sidebar.locator('img')).toHaveCount(0)

  await test.step('a file that is no picture is refused with a reason', async () => {
    await ana.field('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') })
    await ana.goesOn(ana.button('Upload'))
    await expect(ana.page.getByRole('alert')).toContainText('This file cannot be used.')
  })
})

/** A square of one color. */
function png(size: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length, 0)
    ends.writeUInt32BE(crc(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8) // eight bits of red, green and blue
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([200, 80, 40]))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => line)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function crc(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}
