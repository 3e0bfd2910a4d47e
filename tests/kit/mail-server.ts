import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A letter as its reader gets it. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Lower-case names; folded lines put together. */
  readonly headers: Readonly<Record<string, string>>
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailServer extends AsyncDisposable {
  /** `smtp://user:password@127.0.0.1:…`, as the setting takes it. */
  readonly url: string
  readonly received: readonly ReceivedMail[]
  /** Answers the next letters with these codes in place of taking them. */
  refuseNext(...codes: readonly number[]): void
}

/** A real mail server (smtp-server) that keeps what it gets; it takes letters only from who knows the password. */
export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const refusals: number[] = []
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth: ({ username, password }, _session, answer) =>
      username === 'cairn' && password === 'p@ss'
        ? answer(null, { user: 'cairn' })
        : answer(Object.assign(new Error('Wrong password.'), { responseCode: 535 })),
    onData(stream, { envelope }, answer) {
      void text(stream).then((raw) => {
        const code = refusals.shift()
        if (code) return answer(Object.assign(new Error('Not now.'), { responseCode: code }))
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push(readMail(raw, { from, to: envelope.rcptTo.map(({ address }) => address) }))
        return answer()
      })
    },
  })
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('No port.')
  return {
    url: `smtp://cairn:p%40ss@127.0.0.1:${address.port}`,
    received,
    refuseNext: (...codes) => void refusals.push(...codes),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function readMail(raw: string, envelope: { from: string; to: readonly string[] }): ReceivedMail {
  const { headers, body } = readPart(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body.split(`--${boundary}`).map((part) => readPart(part.replace(/^\r\n/, '')))
  const partOf = (type: string) => {
    const part = parts.find((one) => one.headers['content-type']?.startsWith(type))
    return part ? decode(part.body, part.headers['content-transfer-encoding']) : ''
  }
  return {
    ...envelope,
    headers,
    subject: headers['subject'] ?? '',
    text: partOf('text/plain'),
    html: partOf('text/html'),
  }
}

function readPart(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) }
}

/** RFC 2045, section 6. */
function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
