// Three hundred messages that try to become more than text, in a real browser: drawn by the page while they arrive,
// and by the server afterwards.
import injections from '../fixtures/injections.json' with { type: 'json' }
import type { Page } from '@playwright/test'
import { expect, test } from '../support/test.ts'
import { written, writtenOnServer } from '../support/written.ts'

/** Messages a room holds here: fewer than a page of its history. */
const A_ROOM = 40

/** All that may stand in a message: tags and attributes. */
const TAGS =
  'a blockquote code div em hr input label li ol p pre s span strong table tbody td th thead tr ul'.split(' ')
const ATTRIBUTES = 'aria-label class data-language href rel tabindex target title type value'.split(' ')

test('three hundred injections run nothing and lead nowhere', async ({ place, browses }) => {
  test.setTimeout(240_000)
  expect(injections.length).toBeGreaterThanOrEqual(300)
  // Several, because one alone would be too fast.
  const hands = await Promise.all(['Ana', 'Ben', 'Cho', 'Dan'].map((name) => place.newcomer(name)))
  const reader = await browses(await place.newcomer('Eun'))
  const { page } = reader
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('popup', (popup) => dialogs.push(popup.url()))

  for (let from = 0; from < injections.length; from += A_ROOM) {
    const texts = injections.slice(from, from + A_ROOM)
    await test.step(`numbers ${from + 1} to ${from + texts.length}`, async () => {
      const room = await place.owner.makesRoom(`Room ${from}`)
      await Promise.all([...hands, reader.account].map((hand) => hand.joins(room)))
      await reader.opens(room)
      for (const [n, text] of texts.entries()) await hands[n % hands.length]?.posts(room, text)
      await expect(reader.log.locator('.message > .body')).toHaveCount(texts.length)
      const live = await written(page)
      expect.soft(await suspicious(page), 'as they arrived').toEqual([])

      const { html } = await reader.account.fetches(room.path)
      expect.soft(await writtenOnServer(page, html), 'the server draws what the page drew').toEqual(live)
      await reader.reloads()
      await expect(reader.log.locator('.message > .body')).toHaveCount(texts.length)
      expect.soft(await written(page), 'the page takes over what the server drew').toEqual(live)
      expect.soft(await suspicious(page), 'as the server drew them').toEqual([])
    })
  }
  expect(dialogs).toEqual([])
})

/** What should not be in messages, or has run. */
function suspicious(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ tags, attributes }) => {
      const found: string[] = []
      if ('__ran' in window) found.push('a script ran')
      for (const element of document.querySelectorAll('.message > .body, .message > .body *')) {
        if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !tags.includes(element.localName)) found.push(element.outerHTML)
        if (element instanceof HTMLInputElement && element.type !== 'checkbox') found.push(element.outerHTML)
        for (const { name } of element.attributes) if (!attributes.includes(name)) found.push(`${name} in ${element.outerHTML}`)
        const link = element.closest('a')
        if (link && !['http:', 'https:', 'mailto:'].includes(link.protocol)) found.push(link.outerHTML)
        if (link?.target === '_blank' && link.rel !== 'noopener noreferrer nofollow ugc') found.push(link.outerHTML)
        // An address without a scheme would lead to somewhere here.
        if (link && !/^(https?:\/\/|mailto:|\/rooms\/[0-9a-f]{32}$)/i.test(link.getAttribute('href') ?? '')) found.push(link.outerHTML)
      }
      return found
    },
    { tags: TAGS, attributes: ATTRIBUTES },
  )
}
