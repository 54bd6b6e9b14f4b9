// 한국어로 처음부터 끝까지, and text that is composed before it is written.
import { InputMethod } from '../support/ime.ts'
import type { Person } from '../support/person.ts'
import type { Place, Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'
import { words } from '../support/words.ts'

test('두 사람이 한국어로 만나 이야기한다', async ({ emptyMaru, stranger }) => {
  const ana = await stranger(emptyMaru, { words: words.ko })
  await ana.opens('/')
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'ko')
  await expect(ana.heading('마루에 오신 걸 환영해요')).toBeVisible()
  await ana.founds('봄날', '한국어', '서연', '김서연')
  await ana.roomLink('모두의 마루').click()
  await ana.isAwake()
  await ana.sees('김서연 님이 방을 만들었어요')

  await ana.sidebar.getByRole('link', { name: '초대' }).click()
  await ana.field('기간').selectOption('7일')
  await ana.field('인원').selectOption('10명')
  await ana.goesOn(ana.button('초대 링크 만들기'))
  const link = await ana.field('초대 링크').inputValue()
  await ana.roomLink('모두의 마루').click()
  await ana.isAwake()

  const ben = await stranger(emptyMaru, { words: words.ko })
  await ben.joinsBy(link, '민수', '박민수')
  await ben.roomLink('모두의 마루').click()
  await ben.isAwake()
  await ana.sees('박민수 님이 들어왔어요')
  await expect(ana.panel(2).getByText('온라인 2')).toBeVisible()
  await ben.composer.pressSequentially('안')
  await expect(ana.page.getByText('박민수 입력 중…')).toBeVisible()
  await ben.writes('안녕하세요!')
  await ana.sees('안녕하세요!', '오늘')
  await ana.writes('반가워요')
  await ben.sees('반가워요')
  await ben.reloads()
  await ben.hasMessages(['안녕하세요!', '반가워요'])
})

// What browsers tell of the Enter that ends a syllable, and whether it comes once more afterwards.
const orders = [
  { where: 'Chromium with an input method that keeps the key', key: 'Enter', again: false },
  { where: 'macOS, where it comes twice', key: 'Enter', again: true },
  { where: 'Windows and Linux, where the first one is called Process', key: 'Process', again: true },
] as const

test('한글은 Enter 한 번에 한 번만, 끝까지 보내진다', async ({ place, browses }) => {
  const [ana, room] = await alone(place, browses)
  const ime = await InputMethod.of(ana.page)
  const sent: string[] = []
  for (const [n, { where, key, again }] of orders.entries()) {
    await test.step(where, async () => {
      await ana.composer.focus()
      await ime.composes('ㅎ', '하', '한')
      await ime.commits('한')
      await ime.composes('ㄱ', '그', '글')
      await ime.takesEnter(key)
      await ime.commits('글')
      if (again) await ana.page.keyboard.press('Enter')
      await ana.hasMessages([...sent, '한글'])
      await expect(ana.composer).toHaveValue('')
      // Whatever was sent too much would stand between this and the next, written a while later as by a person.
      await ana.page.clock.fastForward(1_000)
      await ana.writes(`${n}`)
      sent.push('한글', `${n}`)
      await ana.hasMessages(sent)
    })
  }
  await ana.opens(room)
  await ana.hasMessages(sent)
})

test('a Japanese candidate is chosen by Enter without sending', async ({ place, browses }) => {
  const [ana] = await alone(place, browses)
  const ime = await InputMethod.of(ana.page)
  await ana.composer.focus()
  await ime.composes('に', 'にほ', 'にほん', '日本')
  await ime.takesEnter('Enter')
  await ime.commits('日本')
  await expect(ana.composer).toHaveValue('日本')
  await ime.composes('ご', '語')
  await ime.takesEnter('Process')
  await ime.commits('語')
  await expect(ana.composer).toHaveValue('日本語')
  await ana.hasMessages([])
  await ana.page.keyboard.press('Enter')
  await ana.sees('日本語')
  await expect(ana.composer).toHaveValue('')
  await ana.hasMessages(['日本語'])
})

async function alone(place: Place, browses: (account: Awaited<ReturnType<Place['newcomer']>>) => Promise<Person>): Promise<[Person, Room]> {
  const account = await place.newcomer('Ana')
  const room = await account.makesRoom('Study')
  const ana = await browses(account)
  await ana.page.clock.install()
  await ana.opens(room)
  return [ana, room]
}
