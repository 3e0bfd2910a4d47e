import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Outcome } from './operation.ts'

/** A way to one server: an origin that requests go to. */
export interface Door extends AsyncDisposable {
  readonly origin: string
  ask(question: Question): Promise<Reply>
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH'
  readonly path: string
  readonly token?: string
  readonly body?: unknown
  /** Of a write: all attempts carry it, so that they are one operation. */
  readonly key?: string
  /** That a deletion finds nothing after an attempt without an answer means that it was done. */
  readonly isDoneWhenGone?: boolean
  /** One attempt, which may take so long: for what must not be asked twice. */
  readonly onceWithinMs?: number
}

export interface Reply {
  readonly outcome: Outcome
  /** 0 without an answer. */
  readonly status: number
  // What an API answers is the caller's to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
  /** Where the next page is, from the header Link: path and query. */
  readonly next: string | undefined
  readonly because: string
}

export interface DoorOptions {
  readonly connections?: number
  /** For one attempt, in milliseconds. */
  readonly timeoutMs?: number
  /** Attempts after the first one without an answer. */
  readonly retries?: number
}

/**
 * Opens a door. No answer, a cut answer and a 5xx say nothing about what was done: such an attempt is made again with
 * the same key, and when attempts run out the outcome is `unknown`. A 4xx is `fail`: it was refused before it was done.
 */
export function openDoor(origin: string, options: DoorOptions = {}): Door {
  const { connections = 64, timeoutMs = 5000, retries = 0 } = options
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
  })
  return {
    origin,
    async ask(question) {
      const { onceWithinMs } = question
      let reply = await attempt(pool, question, onceWithinMs ?? timeoutMs)
      if (onceWithinMs !== undefined) return reply
      for (let again = 0; again < retries && reply.outcome === 'unknown'; again++) {
        await pause(20 * 2 ** Math.min(again, 6))
        reply = await attempt(pool, question, timeoutMs)
        if (question.isDoneWhenGone && reply.status === 404) reply = { ...reply, outcome: 'ok' }
      }
      return reply
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}

const maxBytes = 4 * 1024 * 1024

async function attempt(pool: Pool, question: Question, timeoutMs: number): Promise<Reply> {
  const { method, path, token, body, key } = question
  try {
    const answer = await pool.request({
      method,
      path,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headersTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await readBounded(answer.body)
    const status = answer.statusCode
    const outcome = status >= 500 ? 'unknown' : status >= 300 ? 'fail' : 'ok'
    const because = outcome === 'ok' ? '' : `${status} ${text.slice(0, 200)}`
    return { outcome, status, body: parseJson(text), next: nextPage(answer.headers['link']), because }
  } catch (error) {
    return { outcome: 'unknown', status: 0, body: undefined, next: undefined, because: String(error) }
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`An answer is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function nextPage(link: string | string[] | undefined): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec([link].flat().join(','))?.[1]
  if (!address) return undefined
  const { pathname, search } = new URL(address)
  return pathname + search
}
