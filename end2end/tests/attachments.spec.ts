// Files in messages: picked, pasted, dropped; sent through reloads; looked at; gone when they are deleted.
import AxeBuilder from '@axe-core/playwright'
import type { Page, Route } from '@playwright/test'
import type { Person } from '../support/person.ts'
import { type Picked, note, picture } from '../support/picture.ts'
import type { Room } from '../support/place.ts'
import { expect, test } from '../support/test.ts'

const UPLOADS = /\/api\/chat\/rooms\/[0-9a-f]{32}\/files$/

async function shared(ana: Person, ben: Person): Promise<Room> {
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  return kitchen
}

const picks = (person: Person) => person.page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
const picker = (person: Person) => person.page.getByLabel('Attach files')
const pictures = (person: Person) => person.log.locator('.picture')

/** As when files are pasted or dropped: the event a browser makes of it. */
async function brings(page: Page, kind: 'paste' | 'drop', files: Picked[], onto = 'body'): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] }))
  await page.evaluate(
    ({ kind, plain, onto }) => {
      const data = new DataTransfer()
      for (const { name, mimeType, bytes } of plain) data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }))
      const target = document.querySelector(onto) as HTMLElement
      if (kind === 'paste') {
        target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      } else {
        for (const type of ['dragenter', 'dragover', 'drop']) {
          target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
        }
      }
    },
    { kind, plain, onto },
  )
}

/** Uploads wait until they are let through. */
async function holdsUploads(page: Page): Promise<{ waiting: Route[]; letGo: () => Promise<void> }> {
  const waiting: Route[] = []
  let held = true
  await page.route(UPLOADS, (route) => (held ? void waiting.push(route) : route.continue()))
  return {
    waiting,
    letGo: async () => {
      held = false
      await Promise.all(waiting.splice(0).map((route) => route.continue()))
    },
  }
}

test('files are picked, pasted and dropped, shown before they are sent, and arrive together in order', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  await picker(ana).setInputFiles([picture('one.png', 640, 480), note('보고서.txt', 'report')])
  await brings(ana.page, 'paste', [picture('two.png', 300, 600)], 'textarea')
  await brings(ana.page, 'drop', [picture('three.png', 64, 64), note('unwanted.txt', 'x')], '.log')
  await expect(picks(ana)).toHaveText([/one\.png/, /보고서\.txt/, /two\.png/, /three\.png/, /unwanted\.txt/])
  await expect(picks(ana).nth(0).locator('img')).toBeVisible()
  await ana.button('Remove unwanted.txt').click()
  await expect(picks(ana)).toHaveCount(4)
  await ana.writes('Look')
  await expect(picks(ana)).toHaveCount(0)

  await ben.sees('Look')
  await expect(pictures(ben)).toHaveCount(3)
  for (const name of ['one.png', 'two.png', 'three.png']) {
    const shown = ben.log.getByAltText(name)
    await expect(shown).toHaveJSProperty('complete', true)
    expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth), name).toBeGreaterThan(0)
  }
  await expect(ana.pending).toHaveCount(0)
  const chip = ben.log.getByRole('link', { name: '보고서.txt' })
  const [download] = await Promise.all([ben.page.waitForEvent('download'), chip.click()])
  expect(download.suggestedFilename()).toBe('보고서.txt')
})

test('a file alone is a message, and what is text too is pasted as text', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  await picker(ana).setInputFiles([picture('alone.png', 200, 100)])
  await ana.composer.press('Enter')
  await expect(ben.log.getByAltText('alone.png')).toBeVisible()
  await expect(ben.log.locator('.body')).toHaveCount(0)
  await ana.page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'table.png', { type: 'image/png' }))
    data.setData('text/plain', 'a table')
    document.querySelector('textarea')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(picks(ana)).toHaveCount(0)
})

test('one sees how far files have come, can call it off, and nothing moves when they are there', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  const uploads = await holdsUploads(ana.page)
  await picker(ana).setInputFiles([picture('wide.png', 1600, 400)])
  await ana.writes('First')
  await expect(ana.log.getByRole('progressbar')).toBeVisible()
  await expect(pictures(ana).locator('img').last()).toHaveAttribute('src', /^blob:/)
  const box = await pictures(ana).boundingBox()
  await ana.writes('After it')
  await expect(ana.pending).toHaveCount(2)
  await uploads.letGo()
  for (const person of [ana, ben]) await person.hasMessages(['First', 'After it'])
  await expect(ana.log.getByRole('progressbar')).toHaveCount(0)
  await expect(ana.pending).toHaveCount(0)
  const now = await pictures(ana).boundingBox()
  expect([now?.width, now?.height]).toEqual([box?.width, box?.height])

  const held = await holdsUploads(ana.page)
  await picker(ana).setInputFiles([picture('never.png', 10, 10)])
  await ana.writes('Never')
  await expect.poll(() => held.waiting.length).toBe(1)
  ana.expectsTrouble(/net::ERR_(ABORTED|FAILED)/)
  await ana.log.getByRole('button', { name: 'Cancel', exact: true }).click()
  await ana.doesNotSee('Never')
  await ana.page.unroute(UPLOADS)
  await ana.writes('Goes on')
  await ben.sees('Goes on')
  await ben.doesNotSee('Never')
})

test('files that are picked make no page wider than it is, and wait while one is in another room', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const [kitchen, garden] = [await shared(ana, ben), await ana.account.makesRoom('Garden')]
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  const names = ['one', 'two', 'three', 'four', 'five'].map((name) => `${name} ${'very long '.repeat(8)}name.txt`)
  for (const { width, height, files } of [{ width: 390, height: 844, files: 2 }, { width: 1280, height: 800, files: 5 }]) {
    await ana.page.setViewportSize({ width, height })
    await picker(ana).setInputFiles(names.slice(await picks(ana).count(), files).map((name) => note(name, name)))
    await expect(picks(ana)).toHaveCount(files)
    expect(await ana.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${width} px`).toBe(0)
    await expect(ana.button('Send')).toBeInViewport({ ratio: 1 })
    await expect(ana.composer).toBeInViewport({ ratio: 1 })
  }
  await expect(ana.panel(2), 'the members stand beside it').toBeVisible()
  await expect(ana.panel(2)).toBeInViewport({ ratio: 1 })

  await ana.roomLink(garden).click()
  await expect(ana.heading('Garden').first()).toBeVisible()
  await expect(picks(ana)).toHaveCount(0)
  await ana.roomLink(kitchen).click()
  await expect(picks(ana)).toHaveText(names.map((name) => new RegExp(name)))
  await ana.writes('All five')
  await ben.sees('All five')
  for (const name of names) await expect(ben.log.getByRole('link', { name })).toBeVisible()
})

test('boxes of pictures have their size before the pictures are there', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await ana.opens(kitchen)
  await picker(ana).setInputFiles([picture('tall.png', 900, 1200)])
  await ana.writes('Tall')
  await picker(ana).setInputFiles([picture('a.png', 50, 90), picture('b.png', 300, 90)])
  await ana.writes('Two')
  await expect(ana.pending).toHaveCount(0)
  const held: Route[] = []
  await ben.page.route(/\/files\/.*\/preview$/, (route) => void held.push(route))
  // The page itself is not done before its pictures are.
  await ben.page.goto(kitchen.path, { waitUntil: 'domcontentloaded' })
  await expect(pictures(ben)).toHaveCount(3)
  await expect.poll(() => held.length).toBe(3)
  const boxes = () => pictures(ben).evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())))
  const before = await boxes()
  await Promise.all(held.map((route) => route.continue()))
  await expect.poll(() => ben.log.locator('.picture-itself').evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0))).toBe(true)
  expect(await boxes()).toEqual(before)
})

test('what was written with files while the line was slow survives a reload in the middle', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  ana.expectsTrouble(/net::ERR_/)
  const uploads = await holdsUploads(ana.page)
  await picker(ana).setInputFiles([picture('kept.png', 320, 200), note('kept.txt', 'kept')])
  await ana.writes('Kept')
  await ana.writes('Behind it')
  await expect.poll(() => uploads.waiting.length).toBe(1)
  await ana.page.reload()
  await ana.isAwake()
  await expect(ana.pending.first()).toContainText('Kept')
  await expect(pictures(ana).locator('img').last(), 'the picture is shown from this browser').toHaveAttribute('src', /^blob:/)
  await ana.page.unroute(UPLOADS)
  await ana.reloads()
  for (const person of [ana, ben]) await person.hasMessages(['Kept', 'Behind it'])
  await expect(ben.log.getByAltText('kept.png')).toBeVisible()
  await expect(ben.log.getByRole('link', { name: 'kept.txt' })).toBeVisible()
  const left = () =>
    ana.page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('maru')
          opening.onerror = () => reject(opening.error)
          opening.onsuccess = () => {
            const count = opening.result.transaction('files').objectStore('files').count()
            count.onsuccess = () => {
              opening.result.close()
              resolve(count.result)
            }
          }
        }),
    )
  await expect.poll(left, { message: 'the browser keeps none of the bytes any more' }).toBe(0)
})

test('what the server refuses says why, and can be tried again or deleted', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  ana.expectsTrouble(/status of 413/)
  const refusal = { status: 413, contentType: 'application/problem+json', body: JSON.stringify({ code: 'no_room_for_files', most: 1 }) }
  await ana.page.route(UPLOADS, (route) => route.fulfill(refusal))
  await picker(ana).setInputFiles([note('big.txt', 'big')])
  await ana.writes('Too much')
  await expect(ana.log.getByText(/used up their room/)).toBeVisible()
  await ana.page.unroute(UPLOADS)
  await ana.log.getByRole('button', { name: 'Retry', exact: true }).click()
  await ben.sees('Too much')
  await expect(ben.log.getByRole('link', { name: 'big.txt' })).toBeVisible()
})

test('pictures are looked at by keyboard, and a deleted one is gone everywhere', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await Promise.all([ana.opens(kitchen), ben.opens(kitchen)])
  await picker(ana).setInputFiles([picture('one.png', 400, 300), picture('two.png', 300, 400)])
  await ana.writes('Both')
  await picker(ana).setInputFiles([picture('three.png', 100, 100)])
  await ana.writes('Another')
  const viewer = ben.page.getByRole('dialog', { name: 'Pictures' })
  const open = ben.log.getByRole('link', { name: 'Open two.png' })
  await open.focus()
  await ben.page.keyboard.press('Enter')
  await expect(viewer).toBeVisible()
  await expect(viewer.getByRole('img', { name: 'two.png' })).toBeVisible()
  await expect(viewer.getByText('2 of 3')).toBeVisible()
  const { violations } = await new AxeBuilder({ page: ben.page }).include('.viewer').analyze()
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([])
  await ben.page.keyboard.press('ArrowRight')
  await expect(viewer.getByRole('img', { name: 'three.png' })).toBeVisible()
  await ben.page.keyboard.press('ArrowRight')
  await expect(viewer.getByText('3 of 3')).toBeVisible()
  await ben.page.keyboard.press('ArrowLeft')
  await ben.page.keyboard.press('ArrowLeft')
  await expect(viewer.getByRole('img', { name: 'one.png' })).toBeVisible()
  await ben.page.keyboard.press('Escape')
  await expect(viewer).toBeHidden()
  await expect(open).toBeFocused()

  const address = await open.getAttribute('href')
  await open.click()
  await expect(viewer).toBeVisible()
  ana.page.once('dialog', (dialog) => void dialog.accept())
  await ana.acts('Both', 'Delete')
  await expect(viewer, 'what one looks at is gone too').toBeHidden()
  for (const person of [ana, ben]) await expect(pictures(person)).toHaveCount(1)
  ben.expectsTrouble(/status of 404/)
  expect(await ben.page.evaluate(async (address) => (await fetch(address ?? '', { cache: 'no-store' })).status, address)).toBe(404)
})

test('rooms with files can be used by everybody, also without scripts', async ({ place, meet, browses }) => {
  test.slow()
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await shared(ana, ben)
  await ana.opens(kitchen)
  await picker(ana).setInputFiles([picture('one.png', 640, 480), picture('two.png', 30, 30), note('a.txt', 'a')])
  await ana.writes('All of it')
  await picker(ana).setInputFiles([{ name: 'a.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('ID3\x04\0\0\0\0\0\0') }])
  await expect(picks(ana)).toHaveCount(1)
  await expect(ana.pending).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await ana.page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page: ana.page }).analyze()
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`), colorScheme).toEqual([])
  }
  await ana.page.setViewportSize({ width: 390, height: 844 })
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)

  const account = await place.newcomer('Eve')
  await account.joins(kitchen)
  const eve = await browses(account, { scripts: false })
  await eve.page.goto(kitchen.path)
  await eve.page.locator('input[type=file]').setInputFiles([picture('form.png', 64, 48), note('form.txt', 'by form')])
  await eve.writesByForm('By form')
  await eve.isAt(kitchen.path)
  await expect(eve.log.getByAltText('form.png')).toBeVisible()
  await expect(ana.log.getByRole('link', { name: 'form.txt' })).toBeVisible()
})
