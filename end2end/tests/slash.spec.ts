// Commands in the composer: completed like names, done where one is, and never sent by mistake.
import AxeBuilder from '@axe-core/playwright'
import { words } from '../support/words.ts'
import { expect, test } from '../support/test.ts'

test('commands are completed, done, and seen by everybody', async ({ meet, place }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const cho = await place.newcomer('Cho')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens(kitchen)
  await ben.opens(kitchen)
  const list = ana.page.getByRole('listbox', { name: 'Suggestions' })

  await test.step('a slash offers them, a few letters find one', async () => {
    await ana.composer.pressSequentially('/')
    await expect(list.getByRole('option')).toHaveText([/\/me/, /\/nick/, /\/topic/, /\/invite/, /\/shrug/])
    expect((await new AxeBuilder({ page: ana.page }).include('.foot').analyze()).violations).toEqual([])
    await ana.composer.pressSequentially('m')
    await expect(list.getByRole('option')).toHaveCount(1)
    await ana.composer.press('Tab')
    await expect(ana.composer).toHaveValue('/me ')
    await ana.composer.pressSequentially('waves at everybody')
    await ana.composer.press('Enter')
    await expect(ana.composer).toHaveValue('')
  })

  await test.step('what is done is no saying', async () => {
    for (const person of [ana, ben]) {
      await expect(person.row('waves at everybody').locator('.body')).toHaveClass(/is-action/)
    }
    await ben.doesNotSee('/me waves at everybody')
  })

  await test.step('a shrug', async () => {
    await ana.writes('/shrug who knows')
    await ben.sees('who knows ¯\\_(ツ)_/¯')
  })

  await test.step('what the room is about, and who is in it', async () => {
    await ana.writes('/topic Soup and bread')
    await expect(ben.page.getByText('Soup and bread').first()).toBeVisible()
    await ana.writes(`/invite @${cho.name}`)
    await expect(ben.log.getByText(/Cho/)).toBeVisible()
    await expect(ana.page.getByText('Invited. They are in the room now.')).toBeVisible()
  })

  await test.step('another name', async () => {
    await ana.writes('/nick Ana the Cook')
    await expect(ana.sidebar.getByText('Ana the Cook', { exact: true })).toBeVisible()
    await ana.writes('It is me')
    await expect(ben.row('It is me')).toContainText('Ana the Cook')
  })
})

test('what is no command is not sent, and can be sent as text', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ana.opens(kitchen)
  await ana.composer.fill('/dance with me')
  await ana.composer.press('Enter')
  const hint = ana.page.locator('.hint')
  await expect(hint).toContainText('There is no command /dance.')
  await expect(ana.composer).toHaveValue('/dance with me')
  await ana.doesNotSee('/dance with me')
  await ana.button('Send as text').click()
  await ana.sees('/dance with me')
  await expect(ana.composer).toHaveValue('')

  await ana.writes('//nick nobody')
  await ana.sees('/nick nobody')
  await ana.writes('//me says this')
  await ana.sees('/me says this')

  await ana.composer.fill('/nick ')
  await ana.composer.press('Enter')
  await expect(hint).toContainText('Write something behind /nick.')
  await ana.composer.fill('/invite @nobody-of-that-name')
  await ana.composer.press('Enter')
  await expect(hint).toContainText('Nobody here has that name.')
  await expect(ana.composer, 'it stays to be mended').toHaveValue('/invite @nobody-of-that-name')
  ana.expectsTrouble(/status of 422/)
})

test('an action is edited as it was written', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ana.opens(kitchen)
  await ana.writes('/me waves')
  await ana.sees('waves')
  await expect(ana.pending).toHaveCount(0)
  await ana.composer.press('ArrowUp')
  await expect(ana.composer).toHaveValue('/me waves')
  await ana.composer.fill('/me bows')
  await ana.composer.press('Enter')
  await expect(ana.row('bows').locator('.body')).toHaveClass(/is-action/)
})

test('without scripts a form does the same', async ({ place, browses }) => {
  const ana = await browses(await place.newcomer('아나'), { scripts: false, words: words.ko })
  const kitchen = await ana.account.makesRoom('부엌')
  await ana.opens(kitchen)
  await ana.writesByForm('/topic 오늘 저녁')
  await expect(ana.page.getByRole('banner').getByText('오늘 저녁').or(ana.page.locator('.room-head').getByText('오늘 저녁'))).toBeVisible()
  await ana.writesByForm('/춤')
  await ana.sees('/춤')
  await ana.writesByForm('/dance')
  await expect(ana.page.getByText('그런 명령은 없어요.')).toBeVisible()
  await expect(ana.composer).toHaveValue('/dance')
})
