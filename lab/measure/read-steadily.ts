import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Person } from '#kit/person.ts'
import type { Lab } from '../lab.ts'

/** One look at somebody's newest post. */
export interface Look {
  /** When it was asked, in milliseconds of the experiment. */
  readonly at: number
  /** `stale`: an answer that lacks what had been acknowledged before the question. */
  readonly kind: 'fresh' | 'stale' | 'refused'
  /** The newest post of the answer. */
  readonly newest: string | undefined
}

export interface Looking {
  readonly looks: readonly Look[]
  stop(): Promise<readonly Look[]>
}

const timeoutMs = 5000

/**
 * Reads the newest posts of an author at a fixed rate, and compares each with what was acknowledged when it was asked.
 * @param options.acknowledged the greatest id that any client has been told of
 */
export function readSteadily(
  lab: Lab,
  options: {
    readonly origin: string
    readonly socketPath?: string
    readonly reader: Person
    readonly author: Person
    readonly perSecond: number
    readonly acknowledged: () => bigint
  },
): Looking {
  const { origin, socketPath, reader, author, perSecond, acknowledged } = options
  const pool = new Pool(origin, { connections: 16, pipelining: 1, ...(socketPath && { socketPath }) })
  const looks: Look[] = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const underWay = new Set<Promise<void>>()
  const ask = async (at: number) => {
    const known = acknowledged()
    const newest = await readNewest(pool, { reader, author })
    const kind = newest === undefined ? 'refused' : BigInt(newest) >= known ? 'fresh' : 'stale'
    looks.push({ at, kind, newest })
  }
  const loop = async () => {
    while (!signal.aborted) {
      const asking = ask(lab.now()).finally(() => underWay.delete(asking))
      underWay.add(asking)
      await pause(1000 / perSecond, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    looks,
    async stop() {
      stop.abort()
      await looping
      await Promise.all(underWay)
      await pool.destroy()
      return looks.toSorted((a, b) => a.at - b.at)
    },
  }
}

/** @returns undefined without a good answer; `0` where there is no post */
async function readNewest(
  pool: Pool,
  { reader, author }: { reader: Person; author: Person },
): Promise<string | undefined> {
  try {
    const answer = await pool.request({
      method: 'GET',
      path: `/api/v1/accounts/${author.id}/statuses?limit=20`,
      headers: { authorization: `Bearer ${reader.token}` },
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = (await answer.body.json()) as { id: string }[]
    return answer.statusCode === 200 ? (body[0]?.id ?? '0') : undefined
  } catch {
    return undefined
  }
}
