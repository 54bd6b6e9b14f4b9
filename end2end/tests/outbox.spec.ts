// The outbox: what was written is sent once and in order, whatever becomes of the tab it was written in.
import type { Page } from '@playwright/test'
import { Line } from '../support/line.ts'
import { LINE_LOST, type Person } from '../support/person.ts'
import type { Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

test('what two tabs wrote offline is shown in both, survives a reload of both, and arrives once and in order', async ({ meet }) => {
  const { ana, tab, ben, lines } = await twoTabs(await meet('Ana', 'Ben'))
  for (const line of lines) await line.breaks()
  const texts: string[] = []
  for (let n = 1; n <= 6; n += 1) {
    const [writer, reader] = n % 2 ? [ana, tab] : [tab, ana]
    await writer.writes(`Offline ${n}`)
    texts.push(`Offline ${n}`)
    await expect(reader.pending, 'every tab shows what all tabs wrote').toHaveText(texts)
    await expect(writer.pending).toHaveText(texts)
  }
  for (const one of [ana, tab]) {
    await one.page.reload()
    await expect(one.pending, 'in the order in which they will be sent').toHaveText(texts)
  }
  await ben.hasMessages([])

  await reconnects(lines)
  for (const person of [ana, tab, ben]) await person.hasMessages(texts)
  for (const one of [ana, tab]) {
    await expect(one.pending).toHaveCount(0)
    await one.reloads()
    await one.hasMessages(texts)
    await expect.poll(() => lettersIn(one.page), { message: 'nothing waits any more' }).toBe(0)
  }
})

test('only one tab sends what both have', async ({ meet }) => {
  const { ana, tab, ben, lines } = await twoTabs(await meet('Ana', 'Ben'))
  const sent: string[] = []
  for (const line of lines) line.onSaid = (frame) => frame.type === 'post' && sent.push(String(frame.body))
  const texts = Array.from({ length: 8 }, (_, n) => `Message ${n + 1}`)
  for (const [n, text] of texts.entries()) await (n % 2 ? ana : tab).writes(text)
  for (const person of [ana, tab, ben]) await person.hasMessages(await order(ben, texts))
  expect([...sent].sort(), 'each over one line, once').toEqual([...texts].sort())
})

for (const end of ['is closed', 'crashes'] as const) {
  test(`when the tab that sends ${end}, another sends what it held`, async ({ meet }) => {
    const { ana, tab, ben, kitchen, lines } = await twoTabs(await meet('Ana', 'Ben'))
    const third = await ana.anotherTab()
    lines.push(await Line.of(third.page))
    await third.opens(kitchen)
    const tabs = [ana, tab, third]
    const sends = await whoSends(tabs)
    const [writer, other] = tabs.filter((one) => one !== sends) as [Person, Person]
    // It has the turn and says something that nobody hears, and is then gone without a word.
    const hand = lines[tabs.indexOf(sends)] as Line
    const said: string[] = []
    hand.onSaid = (frame) => frame.type === 'post' && said.push(String(frame.body))
    hand.isDeaf = true
    await writer.writes('First')
    await other.writes('Second')
    await expect.poll(() => said).toEqual(['First'])
    await expect(writer.pending).toHaveText(['First', 'Second'])
    if (end === 'crashes') await crashes(sends, ana)
    else await sends.page.close()
    for (const person of [writer, other, ben]) await person.hasMessages(['First', 'Second'])
    await expect(writer.pending).toHaveCount(0)
  })
}

test('a forbidden database loses no message', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  const line = await Line.of(ana.page)
  await ana.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('not here', 'SecurityError')
    }
  })
  await ana.opens(kitchen)
  await ana.writes('With a line')
  await ben.sees('With a line')

  await line.breaks()
  await ana.writes('Without one')
  await expect(ana.pending).toHaveText('Without one')
  await ana.page.reload()
  await expect(ana.pending, 'the doorstep kept it').toHaveText('Without one')
  await reconnects([line])
  for (const person of [ana, ben]) await person.hasMessages(['With a line', 'Without one'])
})

test('a browser that keeps nothing at all leaves the text with its author, and says so', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  const line = await Line.of(ana.page)
  await ana.page.addInitScript(() => {
    const forbids = () => {
      throw new DOMException('not here', 'SecurityError')
    }
    IDBFactory.prototype.open = forbids
    Storage.prototype.setItem = forbids
  })
  await ana.opens(kitchen)
  await ana.writes('With a line')
  await ben.sees('With a line')
  await expect(ana.pending).toHaveCount(0)

  await line.breaks()
  await expect.poll(() => ana.page.evaluate(() => window.maruSpy.welcomed)).toBe(false)
  await ana.composer.fill('Without one')
  await ana.composer.press('Enter')
  await expect(ana.page.getByRole('status').filter({ hasText: 'this browser does not keep messages' })).toBeVisible()
  await expect(ana.composer).toHaveValue('Without one')
  await ana.doesNotSee('Without one')

  await reconnects([line])
  await ana.isAwake()
  await ana.composer.press('Enter')
  for (const person of [ana, ben]) await person.hasMessages(['With a line', 'Without one'])
})

test('what older builds left in the browser is taken over, once', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  const line = await Line.of(ana.page)
  await ana.opens(kitchen)
  await line.breaks()
  const member = await memberOf(ana)
  const letters = ['Old 1', 'Old 2'].map((body, n) => ({ room: kitchen.id, nonce: `${n + 1}`.repeat(32), body, at: 1_700_000_000_000 + n }))
  await ana.page.evaluate(([member, letters, room]) => {
    for (const letter of [...letters].reverse()) localStorage.setItem(`maru/outbox/${member}/${letter.nonce}`, JSON.stringify(letter))
    localStorage.setItem(`maru/draft/${room}`, 'An old draft')
  }, [member, letters, kitchen.id] as const)
  await ana.page.reload()
  await expect(ana.pending).toHaveText(['Old 1', 'Old 2'])
  await expect(ana.composer).toHaveValue('An old draft')
  await expect.poll(() => keysOf(ana.page, 'maru/outbox/'), { message: 'they moved into the database' }).toEqual([])
  await reconnects([line])
  for (const person of [ana, ben]) await person.hasMessages(['Old 1', 'Old 2'])
  await ana.reloads()
  await ana.hasMessages(['Old 1', 'Old 2'])
})

test('a refused message keeps its reason through a reload, can be tried again and taken back', async ({ meet }) => {
  const { ana, tab, ben, lines } = await twoTabs(await meet('Ana', 'Ben'))
  for (const line of lines) line.refuses = 'Too bold'
  await ana.writes('Too bold')
  await ana.writes('Polite')
  for (const one of [ana, tab]) {
    await expect(one.row('Too bold').getByRole('button', { name: 'Retry' })).toBeVisible()
    await expect(one.row('Too bold')).toContainText('You may not do that here.')
    await expect(one.row('Polite')).toContainText('Waits for the message above')
  }
  await tab.reloads()
  await expect(tab.row('Too bold')).toContainText('You may not do that here.')
  await ben.hasMessages([])
  for (const line of lines) line.refuses = undefined
  await tab.row('Too bold').getByRole('button', { name: 'Retry' }).click()
  for (const person of [ana, tab, ben]) await person.hasMessages(['Too bold', 'Polite'])
})

test('what follows a refused message goes out when that one is taken back', async ({ meet }) => {
  const { ana, tab, ben, lines } = await twoTabs(await meet('Ana', 'Ben'))
  for (const line of lines) line.refuses = 'Too bold'
  await ana.writes('Too bold')
  await ana.writes('Polite')
  await expect(tab.row('Polite')).toContainText('Waits for the message above')
  await tab.row('Too bold').getByRole('button', { name: 'Delete' }).click()
  for (const person of [ana, tab, ben]) await person.hasMessages(['Polite'])
})

test('a message taken back in one tab is gone from the other', async ({ meet }) => {
  const { ana, tab, ben, lines } = await twoTabs(await meet('Ana', 'Ben'))
  await Promise.all([ana, tab].map((one) => one.page.clock.install()))
  for (const line of lines) await line.breaks()
  await ana.writes('Never mind')
  await ana.writes('But this')
  await expect(tab.pending).toHaveText(['Never mind', 'But this'])
  await tab.page.clock.fastForward(11_000)
  await tab.row('Never mind').getByRole('button', { name: 'Delete' }).click()
  await ana.doesNotSee('Never mind')
  for (const line of lines) line.mends()
  for (const one of [ana, tab]) await one.page.clock.fastForward(31_000)
  await ben.hasMessages(['But this'])
})

test('nobody sends what somebody else wrote in the same browser', async ({ meet, place }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  const cleo = await place.newcomer('Cleo')
  await cleo.joins(kitchen)
  const line = await Line.of(ana.page)
  await ana.opens(kitchen)
  await line.breaks()
  await ana.writes('From Ana')
  await ana.composer.fill('Ana begins')
  const [name = '', value = ''] = cleo.cookie.split('=')
  const mine = await ana.context.cookies()
  await ana.context.addCookies([{ name, value, url: cleo.maru.url, httpOnly: true, sameSite: 'Lax' }])
  // The line opens as Cleo's: the page that is Ana's must not speak over it.
  const reloaded = ana.page.waitForEvent('load')
  await reconnects([line])
  await reloaded
  await ana.isAwake()
  await expect(ana.page.getByText('@' + cleo.name)).toBeVisible()
  await expect(ana.composer).toHaveValue('')
  await ana.writes('From Cleo')
  await ben.hasMessages(['From Cleo'])
  await ana.context.clearCookies()
  await ana.context.addCookies(mine)
  await ana.opens(kitchen)
  await ben.hasMessages(['From Cleo', 'From Ana'])
  await expect(ana.composer).toHaveValue('Ana begins')
})

test('a page of another build offers to reload, and one of another language stops until it is', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  const line = await Line.of(ana.page)
  const offer = ana.page.getByRole('status').filter({ hasText: 'Reload' })
  await ana.opens(kitchen)
  await line.breaks()
  line.welcomes = { build: 'another' }
  await reconnects([line])
  await expect(offer).toBeVisible()
  await ana.writes('Still understood')
  await ben.sees('Still understood')

  await line.breaks()
  line.welcomes = { version: 99 }
  const said: string[] = []
  line.onSaid = (frame) => said.push(frame.type)
  await reconnects([line])
  await expect.poll(() => line.open).toBe(0)
  await ana.writes('Waits for the new page')
  await expect(ana.pending).toHaveText('Waits for the new page')
  await ana.composer.fill('Half a thou')
  await expect(offer).toBeVisible()
  expect(said, 'nothing was said over a line it does not understand').toEqual([])

  line.welcomes = {}
  await offer.getByRole('button', { name: 'Reload' }).click()
  for (const person of [ana, ben]) await person.hasMessages(['Still understood', 'Waits for the new page'])
  await expect(ana.composer).toHaveValue('Half a thou')
  await expect(offer).toHaveCount(0)
})

test('a page whose line a newer server does not even open offers to reload', async ({ meet }) => {
  const [ana] = await meet('Ana')
  const line = await Line.of(ana.page)
  await ana.opens(await ana.account.makesRoom('Kitchen'))
  await ana.page.route('**/pkg/*/maru.js', (route) => route.fulfill({ headers: { 'cache-control': 'no-cache' } }))
  await line.breaks()
  await ana.writes('For the new page')
  const offer = ana.page.getByRole('status').filter({ hasText: 'Reload' })
  await expect(offer).toBeVisible()
  await ana.page.unroute('**/pkg/*/maru.js')
  await offer.getByRole('button', { name: 'Reload' }).click()
  // Not before: a line that opens after all is no reason to reload.
  line.mends()
  await ana.hasMessages(['For the new page'])
  await expect(ana.pending).toHaveCount(0)
})

test('who signs out leaves no draft behind', async ({ meet }) => {
  const [ana] = await meet('Ana')
  await ana.opens(await ana.account.makesRoom('Kitchen'))
  await ana.composer.fill('Not for you')
  expect(await keysOf(ana.page, 'maru/draft/')).toHaveLength(1)
  await ana.button('Sign out').click()
  await ana.isAt('/sign-in')
  expect(await keysOf(ana.page, 'maru/draft/')).toEqual([])
})

/** A room of these two, in which Ben looks on. */
async function shared(ana: Person, ben: Person): Promise<Room> {
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ben.opens(kitchen)
  return kitchen
}

/** Ana in two tabs, each with a hand on its line. */
async function twoTabs([ana, ben]: [Person, Person]) {
  const kitchen = await shared(ana, ben)
  ana.expectsTrouble(LINE_LOST)
  const tab = await ana.anotherTab()
  const lines = [await Line.of(ana.page), await Line.of(tab.page)]
  for (const one of [ana, tab]) await one.opens(kitchen)
  return { ana, tab, ben, kitchen, lines }
}

/** The lines can be opened again, and are, at once. */
async function reconnects(lines: Line[]): Promise<void> {
  for (const line of lines) {
    line.mends()
    await line.page.evaluate(() => window.dispatchEvent(new Event('online')))
  }
}

/** Which of these tabs has the turn: the one that holds the lock. */
async function whoSends(tabs: Person[]): Promise<Person> {
  const holds = () =>
    navigator.locks.request('who am I', async (mine) => {
      const { held = [] } = await navigator.locks.query()
      const me = held.find((lock) => lock.name === mine?.name)?.clientId
      return held.some((lock) => lock.name?.startsWith('maru/outbox/') && lock.clientId === me)
    })
  let sends: Person | undefined
  await expect(async () => {
    for (const tab of tabs) if (await tab.page.evaluate(holds)) sends = tab
    expect(sends).toBeDefined()
  }).toPass()
  return sends as Person
}

/** Its renderer is gone, as when memory runs out. */
async function crashes(who: Person, heard: Person): Promise<void> {
  heard.expectsTrouble(/crashed/)
  const crashed = who.page.waitForEvent('crash')
  const session = await who.context.newCDPSession(who.page)
  void session.send('Page.crash').catch(() => undefined)
  await crashed
}

/** The texts in the order in which they arrived: between two tabs that write at once there is no other. */
async function order(who: Person, texts: string[]): Promise<string[]> {
  const rows = who.log.getByRole('article').getByRole('paragraph')
  await expect(rows).toHaveCount(texts.length)
  return rows.allInnerTexts()
}

async function lettersIn(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((counted, failed) => {
        const opening = indexedDB.open('maru')
        opening.onerror = () => failed(opening.error)
        opening.onsuccess = () => {
          const count = opening.result.transaction('letters').objectStore('letters').count()
          count.onsuccess = () => counted(count.result)
          opening.result.close()
        }
      }),
  )
}

async function keysOf(page: Page, prefix: string): Promise<string[]> {
  return page.evaluate((prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix)), prefix)
}

async function memberOf(who: Person): Promise<string> {
  const { me } = await who.account.views<{ me: { person: { id: string } } }>('visit')
  return me.person.id
}
