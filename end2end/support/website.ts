// Somebody else's website on this machine: pages with titles, and pictures that come when the test lets them.
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { picture } from './picture.ts'

export class Website {
  private constructor(private readonly server: Server) {}

  static async opens(): Promise<Website> {
    const server = createServer((asked, answer) => {
      const path = asked.url ?? '/'
      if (path.endsWith('.png')) {
        const [, width = '1200', height = '600'] = /(\d+)x(\d+)/.exec(path) ?? []
        answer.writeHead(200, { 'content-type': 'image/png' }).end(picture('a.png', Number(width), Number(height)).buffer)
        return
      }
      const size = /^\/(\d+x\d+)/.exec(path)?.[1]
      const image = size ? `<meta property="og:image" content="/${size}.png">` : ''
      answer.writeHead(200, { 'content-type': 'text/html' }).end(
        `<title>한옥 이야기 ${path}</title><meta name="description" content="What it is about, told in a sentence that is long enough to be cut after some lines, because nobody reads more than that below a message; and still it goes on, and on, and on.">
         <meta property="og:site_name" content="Wooden Floors">${image}`,
      )
    })
    await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
    return new Website(server)
  }

  at(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`
  }

  async closes(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((closed) => this.server.close(closed))
  }
}
