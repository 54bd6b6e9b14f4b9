// What stands in messages, written down so that two drawings of one message can be compared.
import type { Page } from '@playwright/test'

/** The texts of a page's messages as trees: tags, attributes in the order of the alphabet, texts. Comments are for the framework. */
export function written(page: Page): Promise<string[]> {
  return page.evaluate(writtenIn, null)
}

/** The same of a page that was not drawn by this browser. */
export function writtenOnServer(page: Page, html: string): Promise<string[]> {
  return page.evaluate(writtenIn, html)
}

/** Runs in the browser. */
function writtenIn(html: string | null): string[] {
  const source = html === null ? document : new DOMParser().parseFromString(html, 'text/html')
  const write = (node: Node): string => {
    if (node instanceof Text) return node.data.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    if (!(node instanceof Element)) return ''
    // So is which rooms there are: their names become links once the page is awake.
    if (node.matches('a.mention')) return [...node.childNodes].map(write).join('')
    // Who reads is known to the page that is awake, and to nobody else.
    const classes = [...node.classList].filter((one) => one !== 'is-me').join(' ')
    const attributes = [...node.attributes]
      .map(({ name, value }) => ` ${name}="${name === 'class' ? classes : value}"`)
      .sort()
      .join('')
    const tag = node.tagName.toLowerCase()
    return `<${tag}${attributes}>${[...node.childNodes].map(write).join('')}</${tag}>`
  }
  return [...source.querySelectorAll('.message > .body')].map(write)
}
