import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '#kit/free-port.ts'
import { type MailServer, startMailServer } from '#kit/mail-server.ts'
import { MailFault, openMailer, parseMailServer } from './index.ts'

const mail = { to: 'ana@example.org', subject: 'Grüße', text: 'Hello\n', html: '<p>Hello</p>' }

let server: MailServer

beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server[Symbol.asyncDispose]())

function mailerAt(url: string) {
  const parsed = parseMailServer(url)
  if (!parsed) throw new Error(`No address: ${url}`)
  return openMailer({ server: parsed, from: 'Cairn <cairn@example.org>' })
}

async function faultOf(url: string): Promise<MailFault> {
  using mailer = mailerAt(url)
  const fault: unknown = await mailer.send(mail).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(fault instanceof MailFault)) throw new Error('It was sent.')
  expect(fault.message).not.toContain('ana@')
  return fault
}

it('hands a letter in, as text and as HTML, and says that nobody wrote it by hand', async () => {
  using mailer = mailerAt(server.url)
  await mailer.send(mail)
  expect(server.received.at(-1)).toMatchObject({
    from: 'cairn@example.org',
    to: ['ana@example.org'],
    text: expect.stringContaining('Hello'),
    html: '<p>Hello</p>\r\n',
    headers: { 'auto-submitted': 'auto-generated', from: 'Cairn <cairn@example.org>' },
  })
})

it('tries again what was refused for now, and never what was refused for good', async () => {
  server.refuseNext(451)
  expect((await faultOf(server.url)).retry).toBe('later')
  server.refuseNext(550)
  expect((await faultOf(server.url)).retry).toBe('never')
})

it('waits for an operator who mends a wrong password, and for a server that is away', async () => {
  expect((await faultOf(server.url.replace('p%40ss', 'guess'))).retry).toBe('later')
  expect((await faultOf(`smtp://127.0.0.1:${await freePort()}`)).retry).toBe('later')
})

it('sends no password to another machine without TLS', async () => {
  const before = server.received.length
  // The same server by a name that is not this machine's.
  expect((await faultOf(server.url.replace('127.0.0.1', '0.0.0.0'))).retry).toBe('later')
  expect(server.received).toHaveLength(before)
})

it('reads addresses of mail servers, and nothing else', () => {
  expect(parseMailServer('smtps://a%40b:c@mail.example.org')).toEqual({
    host: 'mail.example.org',
    port: 465,
    secure: true,
    user: 'a@b',
    password: 'c',
  })
  expect(parseMailServer('smtp://mail.example.org')).toMatchObject({ port: 587, user: undefined })
  for (const wrong of ['mail.example.org:25', 'https://mail.example.org', 'smtp://%zz@mail.example.org'])
    expect(parseMailServer(wrong)).toBeUndefined()
})
