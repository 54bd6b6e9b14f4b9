// The stock clients `@stomp/stompjs` and `sockjs-client`, in Node and in a page. There is no code of ours inside them.
import { createRequire } from 'node:module'
import { Client, type IFrame, type IMessage, type StompConfig } from '@stomp/stompjs'
import { type Browser, type Page, expect } from '@playwright/test'
import type { Account, Room } from './place.ts'

const { resolve } = createRequire(import.meta.url)

/** What older clients read of a message. */
export interface Told {
  type: string
  id: number
  roomId: string
  sender: string
  content: string
}

/** A client in Node that is connected, and everything it hears. */
export class Talker {
  readonly heard: Told[] = []
  readonly ids: string[] = []
  readonly errors: IFrame[] = []
  private receipts = 0

  private constructor(readonly client: Client) {}

  /** Connects a client; fails when it is refused. */
  static async connects(config: StompConfig): Promise<Talker> {
    const client = new Client({ reconnectDelay: 0, ...config })
    const talker = new Talker(client)
    await new Promise<void>((connected, refused) => {
      client.onConnect = () => connected()
      client.onStompError = (error) => {
        talker.errors.push(error)
        refused(new Error(error.headers['message']))
      }
      client.onWebSocketClose = (event: { code: number }) => refused(new Error(`closed with ${event.code}`))
      client.activate()
    })
    return talker
  }

  /** Subscribes; done when the server says so. */
  async subscribes(destination: string, headers: Record<string, string> = {}): Promise<void> {
    const told = (message: IMessage) => {
      this.heard.push(JSON.parse(message.body) as Told)
      this.ids.push(message.headers['message-id'] ?? '')
    }
    await this.receipt((receipt) => this.client.subscribe(destination, told, { ...headers, receipt }))
  }

  /** Writes; done when the server says that it is safe. */
  async writes(room: Room, content: string): Promise<void> {
    const body = JSON.stringify({ roomId: room.id, content })
    await this.receipt((receipt) => this.client.publish({ destination: '/publish/chat/message', body, headers: { receipt } }))
  }

  async hears(...contents: string[]): Promise<void> {
    await expect.poll(() => this.heard.map(({ content }) => content), { timeout: 20_000 }).toEqual(contents)
  }

  async leaves(): Promise<void> {
    await this.client.deactivate()
  }

  private async receipt(ask: (id: string) => void): Promise<void> {
    const id = `receipt-${(this.receipts += 1)}`
    await new Promise<void>((confirmed, failed) => {
      this.client.onStompError = (error) => failed(new Error(error.headers['message']))
      this.client.watchForReceipt(id, () => confirmed())
      ask(id)
    })
  }
}

/** A page of ours with both clients in it. A page's own rules forbid foreign scripts, so this browser does not keep them. */
export async function pageWithClients(browser: Browser, account: Account): Promise<Page> {
  const context = await browser.newContext({ baseURL: account.maru.url, bypassCSP: true })
  const [name = '', value = ''] = account.cookie.split('=')
  await context.addCookies([{ name, value, url: account.maru.url, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  await page.goto('/rooms')
  await page.addScriptTag({ path: resolve('sockjs-client/dist/sockjs.js') })
  await page.addScriptTag({ path: resolve('@stomp/stompjs') })
  return page
}
