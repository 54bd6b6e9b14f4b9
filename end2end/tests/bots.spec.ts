// Programs that take part: a bot with a token, an incoming webhook, and a bot that is called at its own address.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../support/test.ts'

test('an admin makes a bot, which writes with its token and is marked as one', async ({ place, meet, browses }) => {
  const olivia = await browses(place.owner)
  const [ben] = await meet('Ben')
  const kitchen = await place.owner.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await olivia.opens('/settings')
  await olivia.link('Bots').click()
  await olivia.field('Name').fill('weather')
  await olivia.field('Display name').fill('Weather')
  await olivia.goesOn(olivia.button('Make a bot'))
  const field = olivia.field('The bot’s token. It is shown only now: copy it to where the bot runs.')
  const token = await field.inputValue()
  expect(token).toMatch(/^maru_bot_[0-9a-f]{64}$/)
  await olivia.reloads()
  await expect(field, 'it is shown once').toHaveCount(0)
  expect(await olivia.page.content()).not.toContain(token)

  await olivia.opens(`${kitchen.path}/settings`)
  await olivia.page.locator('#invite-name').fill('weather')
  await olivia.goesOn(olivia.button('Invite'))
  await ben.opens(kitchen)
  const write = (text: string) =>
    fetch(`${place.maru.url}/api/chat/rooms/${kitchen.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: text }),
    })
  expect((await write('Rain until **eight**')).status).toBe(201)
  const row = ben.log.getByRole('article').filter({ hasText: 'Rain until eight' })
  await expect(row.locator('.by')).toContainText('Weather')
  await expect(row.locator('.by').getByText('bot', { exact: true })).toBeVisible()
  await expect(ben.page.getByRole('complementary').getByText('bot', { exact: true })).toBeVisible()

  await olivia.opens('/settings/bots')
  await olivia.goesOn(olivia.page.getByRole('listitem').filter({ hasText: '@weather' }).getByRole('button', { name: 'Revoke token' }))
  await expect(olivia.page.getByText('No token: it cannot sign in.')).toBeVisible()
  expect((await write('More rain')).status).toBe(401)
})

test('a webhook is made, used with curl, listed, and revoked', async ({ meet }) => {
  const [ana, ben] = await meet('Ana', 'Ben')
  const kitchen = await ana.account.makesRoom('Kitchen')
  await ben.account.joins(kitchen)
  await ana.opens(`${kitchen.path}/settings`)
  await ana.link('Webhooks').click()
  await ana.field('Name').fill('Build server')
  await ana.goesOn(ana.button('Make a webhook'))
  const address = await ana.page.locator('#fresh').inputValue()
  expect(await ana.page.locator('#fresh-command').inputValue()).toBe(`curl -d 'Hello from a script' ${address}`)
  await ben.opens(kitchen)
  const written = await fetch(address, { method: 'POST', body: 'The build is green' })
  expect(written.status).toBe(201)
  await expect(ben.log.getByRole('article').filter({ hasText: 'is green' })).toContainText('Build server')

  await ana.reloads()
  await expect(ana.page.locator('#fresh'), 'it is shown once').toHaveCount(0)
  const row = ana.page.getByRole('listitem').filter({ hasText: '@buildserver' })
  await expect(row).toContainText('Last used')
  await ana.goesOn(row.getByRole('button', { name: 'Revoke' }))
  await expect(ana.page.getByText('There is no webhook yet.')).toBeVisible()
  expect((await fetch(address, { method: 'POST', body: 'late' })).status).toBe(404)

  await ben.opens(`${kitchen.path}/settings`)
  await expect(ben.link('Webhooks'), 'for those who manage the room').toHaveCount(0)
})

test('a page about bots is for those who administer', async ({ meet }) => {
  const [ben] = await meet('Ben')
  ben.expectsTrouble(/status of (403|404)/)
  await ben.opens('/settings/bots')
  await expect(ben.page.getByText('Only the owner and admins can see this page.')).toBeVisible()
})

test.describe('called at its own address', () => {
  let server: Server
  let told: { signature: string; body: string; id: string; at: string }[] = []

  test.beforeEach(async () => {
    told = []
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        const header = (name: string) => String(request.headers[name])
        told.push({ signature: header('webhook-signature'), body, id: header('webhook-id'), at: header('webhook-timestamp') })
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ text: 'It is **four**' }))
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  test.afterEach(() => server.close())

  test('a bot answers who mentions it', async ({ openPlace, browses }) => {
    const olivia = await browses(openPlace.owner)
    const kitchen = await openPlace.owner.makesRoom('Kitchen')
    await openPlace.owner.submits('/settings/bots', { name: 'sums' })
    await openPlace.owner.submits(`${kitchen.path}/invite`, { name: 'sums' })
    await olivia.opens('/settings/bots')
    await olivia.field('Address to call').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
    await olivia.goesOn(olivia.button('Save'))
    const secret = await olivia.page.locator('#fresh').inputValue()
    await olivia.opens(kitchen)
    await olivia.writes('@sums two and two?')
    await expect(olivia.log.getByRole('article').filter({ hasText: 'It is four' })).toContainText('two and two?')
    const [call] = told
    if (!call) throw new Error('nothing came')
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(call.signature).toBe(`v1,${createHmac('sha256', key).update(`${call.id}.${call.at}.${call.body}`).digest('base64')}`)
    expect(JSON.parse(call.body).data.message.content).toBe('@sums two and two?')
    await olivia.opens('/settings/bots')
    await expect(olivia.page.getByText(/Last call .* 200/)).toBeVisible()
  })
})
