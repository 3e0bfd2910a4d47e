import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Person } from '#kit/person.ts'
import type { Lab } from '../lab.ts'

/** One post that was asked for, and what became of the question. */
export interface Sent {
  /** When it was due, in milliseconds of the experiment: latency counts from here, also when it left later. */
  readonly at: number
  readonly text: string
  /** 0: no answer came. */
  readonly status: number
  /** Of the post, when the server said so: from then on it must not be lost. */
  readonly id: string | undefined
  /** From the moment it was due to the answer. */
  readonly ms: number
}

export interface Steady {
  /** What has ended so far. */
  readonly sent: readonly Sent[]
  /** Stops asking, and waits for the last answers. */
  stop(): Promise<readonly Sent[]>
}

const timeoutMs = 10_000
const maxUnderWay = 500

/**
 * Posts at a fixed rate, whatever the server does: people do not wait for each other. Nothing is tried again, so that
 * what is not acknowledged is of unknown fate.
 * @param options.origins are asked in turn
 */
export function postSteadily(
  lab: Lab,
  options: {
    readonly origins: readonly string[]
    readonly people: readonly Person[]
    readonly perSecond: number
    /** Where this machine has no way to the origin: a socket that leads there. */
    readonly socketPath?: string
  },
): Steady {
  const { socketPath } = options
  const pools = options.origins.map(
    (origin) => new Pool(origin, { connections: 32, pipelining: 1, ...(socketPath && { socketPath }) }),
  )
  const sent: Sent[] = []
  const underWay = new Set<Promise<void>>()
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const begun = lab.now()
  const run = `${process.pid.toString(36)}${Math.floor(begun).toString(36)}`

  const ask = async (number: number, at: number) => {
    const text = `Post ${number} of ${run}.`
    const pool = pools[number % pools.length]
    const person = options.people[number % options.people.length]
    const { status, id } = await post(pool, person, { text, key: `${run}-${number}` })
    sent.push({ at, text, status, id, ms: lab.now() - at })
  }
  const loop = async () => {
    for (let number = 0; !signal.aborted; number++) {
      const at = begun + (number * 1000) / options.perSecond
      const wait = at - lab.now()
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) break
      if (underWay.size >= maxUnderWay) {
        sent.push({ at, text: '', status: 0, id: undefined, ms: timeoutMs })
        continue
      }
      const asking = ask(number, at).finally(() => underWay.delete(asking))
      underWay.add(asking)
    }
  }
  const looping = loop()
  return {
    sent,
    async stop() {
      stop.abort()
      await looping
      await Promise.all(underWay)
      await Promise.all(pools.map((pool) => pool.destroy()))
      return sent.toSorted((a, b) => a.at - b.at)
    },
  }
}

async function post(
  pool: Pool | undefined,
  person: Person | undefined,
  { text, key }: { text: string; key: string },
): Promise<{ status: number; id: string | undefined }> {
  if (!pool || !person) throw new Error('There is nobody to post, or nowhere.')
  try {
    const answer = await pool.request({
      method: 'POST',
      path: '/api/v1/statuses',
      headers: {
        authorization: `Bearer ${person.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ status: text, visibility: 'public' }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = (await answer.body.json()) as { id?: string }
    return { status: answer.statusCode, id: answer.statusCode === 200 ? body.id : undefined }
  } catch {
    return { status: 0, id: undefined }
  }
}
