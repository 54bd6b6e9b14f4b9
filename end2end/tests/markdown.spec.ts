// What is written in Markdown: the same for the writer at once and for everybody afterwards, and usable by all.
import AxeBuilder from '@axe-core/playwright'
import corpus from '../../crates/text/tests/corpus.json' with { type: 'json' }
import { expect, test } from '../support/test.ts'
import { written, writtenOnServer } from '../support/written.ts'

/** Messages a room holds here: fewer than a page of its history. */
const A_ROOM = 40

test('what the writer sees at once is what the server draws', async ({ place, browses }) => {
  test.setTimeout(180_000)
  const account = await place.newcomer('Ana')
  const ana = await browses(account)
  for (let from = 0; from < corpus.length; from += A_ROOM) {
    const bodies = corpus.slice(from, from + A_ROOM).map(({ body }) => body)
    await test.step(`numbers ${from + 1} to ${from + bodies.length}`, async () => {
      const room = await account.makesRoom(`Corpus ${from}`)
      await ana.opens(room)
      for (const [n, body] of bodies.entries()) {
        await ana.writes(body)
        // Ten at once are not too fast.
        if (n % 10 === 9) await expect(ana.pending).toHaveCount(0)
      }
      await expect(ana.pending).toHaveCount(0)
      await expect(ana.log.locator('.message > .body')).toHaveCount(bodies.length)
      const atOnce = await written(ana.page)
      const { html } = await account.fetches(room.path)
      expect.soft(await writtenOnServer(ana.page, html), 'by the server').toEqual(atOnce)
      await ana.reloads()
      expect.soft(await written(ana.page), 'after waking up').toEqual(atOnce)
    })
  }
})

test('a spoiler is opened by pressing it and by keyboard', async ({ meet }) => {
  const [ana] = await meet('Ana')
  await ana.opens(await ana.account.makesRoom('Cinema'))
  await ana.writes('It was ||the gardener|| and ||**nobody** else||')
  const spoilers = ana.log.getByRole('checkbox', { name: 'Spoiler', exact: true })
  await expect(spoilers).toHaveCount(2)
  await expect(ana.log.getByText('the gardener')).toBeHidden()
  await ana.log.locator('.spoiler').first().click()
  await expect(ana.log.getByText('the gardener')).toBeVisible()
  await expect(ana.log.getByText('nobody')).toBeHidden()
  await spoilers.last().focus()
  await ana.page.keyboard.press('Space')
  await expect(ana.log.getByText('nobody')).toBeVisible()
})

test('a spoiler opens without JavaScript', async ({ place, browses }) => {
  const account = await place.newcomer('Ana')
  const room = await account.makesRoom('Cinema')
  await account.posts(room, 'It was ||the gardener||')
  const ana = await browses(account, { scripts: false })
  await ana.opens(room)
  await expect(ana.log.getByText('the gardener')).toBeHidden()
  await ana.log.locator('.spoiler').click()
  await expect(ana.log.getByText('the gardener')).toBeVisible()
})

test('whoever is called sees it, and a named room is a link', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const room = await ana.account.makesRoom('Release Plans')
  await ben.account.joins(room)
  await ana.opens(room)
  await ben.opens(room)
  const name = ben.account.name
  await ana.writes(`@${name}님, see #ReleasePlans, not #nowhere`)
  const call = `@${name}님`
  await expect(ben.text(call)).toHaveClass('mention is-me')
  await expect(ana.text(call)).toHaveClass('mention')
  const link = ben.log.getByRole('link', { name: '#ReleasePlans' })
  await expect(link).toHaveAttribute('href', room.path)
  await expect(ben.log.locator('.body').getByRole('link')).toHaveCount(1)
  await ben.reloads()
  await expect(ben.text(call)).toHaveClass('mention is-me')
  await expect(link).toHaveAttribute('href', room.path)
})

test('each paragraph runs the way its own script does', async ({ meet }) => {
  const [ana] = await meet('Ana')
  await ana.opens(await ana.account.makesRoom('Kitchen'))
  await ana.writes('مرحبا بالعالم')
  await ana.writes('Hello to the world')
  for (const [text, edge] of [['مرحبا بالعالم', 'right'], ['Hello to the world', 'left']] as const) {
    const paragraph = ana.text(text)
    await expect(paragraph).toHaveCSS('unicode-bidi', 'plaintext')
    const away = await paragraph.evaluate((element, edge) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return Math.abs(range.getBoundingClientRect()[edge] - element.getBoundingClientRect()[edge])
    }, edge)
    expect(away, `${text}: pixels from the edge`).toBeLessThanOrEqual(1)
  }
})

test('every kind of message can be used by everybody and fits a phone', async ({ place, browses }) => {
  test.slow()
  const account = await place.newcomer('Ana')
  const room = await account.makesRoom('Everything')
  const long = 'wide'.repeat(60)
  for (const body of [
    `# Heading\n**bold** *italic* ~~gone~~ \`code\` ||hidden|| :tada: @${account.name} @here #Everything https://a.example`,
    `\`\`\`rust\nfn main() { let ${long} = 'a'; } // ${long}\n\`\`\``,
    '```diff\n-old\n+new\n```',
    `| a | b |\n|---|--:|\n${`| ${long} | 2 |\n`.repeat(3)}`,
    '> quoted\n> - [x] done\n> - [ ] not done\n\n1. one\n999. two\n\n---',
    `[${long}](https://a.example/${long}) \`${long}\` ||${long}||`,
    '🎉 👍🏽',
  ]) {
    await account.posts(room, body)
  }
  const ana = await browses(account)
  await ana.opens(room)
  await expect(ana.log.locator('.is-large')).toHaveText('🎉 👍🏽')
  for (const colorScheme of ['light', 'dark'] as const) {
    await ana.page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page: ana.page }).include('.log').analyze()
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`), colorScheme).toEqual([])
  }
  await ana.page.setViewportSize({ width: 390, height: 844 })
  const overhang = await ana.page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.log, .log .group')].map((box) => box.scrollWidth - box.clientWidth),
  )
  expect(Math.max(...overhang)).toBe(0)
})
