import type { Dispatcher, Pool, request } from 'undici'
import { ACCEPTED_ENCODINGS, capChunks, readCappedBody } from './read-capped-body.ts'
import { RemoteFault } from './remote-fault.ts'
import { type Exchange, sendIgnoring } from './send-ignoring.ts'

export type OutboundAnswer = {
  status: number
  /** Names in lower case; repeated fields joined by a comma. */
  headers: Record<string, string>
  body: Buffer
  /** The URL that answered, after redirects, without fragment. */
  url: string
}

export type OutboundStream = Omit<OutboundAnswer, 'body'> & { body: AsyncIterable<Uint8Array> }

/** A request that is ready to go. */
export type Ask = Exchange & { readonly send: typeof request; readonly pool: Pool }

type Received<T> =
  | { readonly kind: 'final'; readonly value: T }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }

/** What becomes of a final answer. */
export type Reading<T> = {
  readonly encodings: string
  /** @throws RemoteFault for statuses after which to try again, and for bodies that cannot be read */
  readonly receive: (ask: Ask) => Promise<Received<T>>
}

/** The body as a whole. */
export const wholly: Reading<OutboundAnswer> = {
  encodings: ACCEPTED_ENCODINGS,
  receive: (ask) =>
    receiveBody(ask, async (answer, body) => {
      const encoding = answer.headers['content-encoding'] ?? ''
      return { ...answer, body: await readCappedBody(body, { encoding, ...ask }) }
    }),
}

/** The body as it comes. */
export const streaming = <T>(consume: (answer: OutboundStream) => Promise<T>): Reading<T> => ({
  encodings: 'identity',
  receive: (ask) =>
    receiveBody(ask, async (answer, body) => {
      // Whoever stops reading closes the connection; that is no fault to report.
      body.on('error', () => undefined)
      try {
        if (!['', 'identity'].includes(answer.headers['content-encoding'] ?? ''))
          throw new RemoteFault('unreadable', 'The answer is packed, which was not asked for')
        return await consume({ ...answer, body: capChunks(body, ask.maxBytes) })
      } finally {
        body.destroy()
      }
    }),
})

/** The status alone: no stream is made for a body that nobody reads. */
export const ignoring: Reading<OutboundAnswer> = {
  encodings: 'identity',
  async receive(ask) {
    const answer = await sendIgnoring(ask)
    const headers = joinRepeated(answer.headers)
    const other = judge(answer.status, headers, ask.url)
    if (other instanceof RemoteFault) throw other
    if (other) return other
    if (answer.isTooLarge)
      throw new RemoteFault('too-large', `The answer has more than ${ask.maxBytes} bytes`)
    return { kind: 'final', value: { status: answer.status, headers, url: ask.url.href, body: nothing } }
  },
}

const nothing = Buffer.alloc(0)

async function receiveBody<T>(
  { send, pool, url, options, signal }: Ask,
  read: (answer: Omit<OutboundAnswer, 'body'>, body: Dispatcher.ResponseData['body']) => Promise<T>,
): Promise<Received<T>> {
  const { statusCode: status, headers: raw, body } = await send(url, { ...options, dispatcher: pool, signal })
  const headers = joinRepeated(raw)
  const other = judge(status, headers, url)
  if (!other) return { kind: 'final', value: await read({ status, headers, url: url.href }, body) }
  await body.dump({ limit: DISCARDABLE_BYTES, signal })
  if (other instanceof RemoteFault) throw other
  return other
}

/** @returns undefined for an answer that is final */
function judge(status: number, headers: Record<string, string>, url: URL) {
  const { location } = headers
  if (REDIRECTS.has(status) && location !== undefined) return { kind: 'redirect', status, location } as const
  if (status < 500 && !TRY_LATER.has(status)) return undefined
  const retryAfterSeconds = parseRetryAfter(headers['retry-after'])
  return new RemoteFault('status', `${url.host} answered ${status}`, { status, retryAfterSeconds })
}

function joinRepeated(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

/** RFC 9110 section 10.2.3: seconds, or a date. At most a week, so that a peer cannot park a job for ever. */
function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 7 * 24 * 3600) : undefined
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const TRY_LATER = new Set([408, 425, 429])
/** A body that nobody reads is drained up to here to keep the connection; a longer one costs it. */
const DISCARDABLE_BYTES = 16_384
