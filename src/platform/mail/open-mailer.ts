import { createTransport } from 'nodemailer'

/** One letter to one person. */
export interface Mail {
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly text: string
  /** The same as HTML. */
  readonly html: string
}

export interface Mailer extends Disposable {
  /** Resolves once the mail server has taken the letter. @throws MailFault */
  send(mail: Mail): Promise<void>
}

/** The mail server did not take a letter. Carries no address and no text: it is logged. */
export class MailFault extends Error {
  override readonly name = 'MailFault'
  readonly retry: 'later' | 'never'

  constructor(message: string, retry: 'later' | 'never') {
    super(message)
    this.retry = retry
  }
}

/** Where letters are handed in. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise by STARTTLS. */
  readonly secure: boolean
  readonly user: string | undefined
  readonly password: string | undefined
}

/** @param url e.g. `smtps://name:password@mail.example.org`; ports 465 and 587 are the defaults */
export function parseMailServer(url: string): MailServer | undefined {
  const parsed = URL.parse(url)
  if (!parsed || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '') return undefined
  const secure = parsed.protocol === 'smtps:'
  try {
    return {
      host: parsed.hostname.replace(/^\[|\]$/g, ''),
      port: Number(parsed.port) || (secure ? 465 : 587),
      secure,
      user: decodeURIComponent(parsed.username) || undefined,
      password: decodeURIComponent(parsed.password) || undefined,
    }
  } catch {
    return undefined
  }
}

const patienceMs = 20_000
const ownMachine = /^(localhost|127(\.\d+){3}|::1)$/

/** @param options.from e.g. `Cairn <cairn@example.org>` */
export function openMailer({ server, from }: { readonly server: MailServer; readonly from: string }): Mailer {
  const { host, port, secure, user, password } = server
  const transport = createTransport({
    host,
    port,
    secure,
    // A password must not cross a network in the clear, whoever answers there.
    requireTLS: !secure && user !== undefined && !ownMachine.test(host),
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          html,
          // RFC 3834: no answering machine shall answer.
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw toFault(error)
      }
    },
    [Symbol.dispose]: () => transport.close(),
  }
}

function toFault(error: unknown): MailFault {
  const member = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined)
  const status = member('responseCode')
  // What is wrong with the server, its password or its TLS is the operator's to mend: letters wait for it.
  const isOfLetter = member('code') === 'EENVELOPE' || member('code') === 'EMESSAGE'
  const never = isOfLetter && typeof status === 'number' && status >= 500
  const what =
    typeof status === 'number' ? `answered ${status}` : `could not be reached (${String(member('code'))})`
  return new MailFault(`The mail server ${what}.`, never ? 'never' : 'later')
}
