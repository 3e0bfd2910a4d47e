import { Pool } from 'undici'

export interface Load {
  readonly origin: string
  readonly clients: number
  readonly seconds: number
  readonly request: (
    client: number,
    count: number,
  ) => {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | Buffer
  }
  /** Stops earlier, after so many requests. */
  readonly atMost?: number
}

export interface Figures {
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly count: number
  readonly failures: number
  readonly bytes: number
}

/** A closed loop: each client sends its next request when the answer is there. Bounded in time and count. */
export async function load(options: Load): Promise<Figures> {
  const pool = new Pool(options.origin, { connections: options.clients, pipelining: 1 })
  const times: number[] = []
  let failures = 0
  let bytes = 0
  let sent = 0
  const startedAt = performance.now()
  const endsAt = startedAt + options.seconds * 1000
  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      while (performance.now() < endsAt && sent < (options.atMost ?? Number.POSITIVE_INFINITY)) {
        const count = sent++
        const begun = performance.now()
        const { path, ...request } = options.request(client, count)
        const answer = await pool.request({ path, ...request })
        const body = await answer.body.bytes()
        times.push(performance.now() - begun)
        bytes = body.length
        if (answer.statusCode >= 300) failures += 1
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  await pool.close()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    count: times.length,
    failures,
    bytes,
  }
}

/** One line of a report. */
export function report(name: string, figures: Figures): void {
  const { perSecond, p50, p95, p99, count, failures } = figures
  const ms = (value: number) => `${value.toFixed(2)} ms`
  process.stdout.write(
    `${name.padEnd(44)} ${perSecond.toFixed(0).padStart(7)}/s   p50 ${ms(p50)}  p95 ${ms(p95)}  p99 ${ms(p99)}   ${count} requests, ${failures} failed\n`,
  )
}

interface Cpu {
  readonly server: number
  readonly database: number
}

/** What one request cost: a measure that other work on the machine disturbs less than a rate. */
export function reportCpu(before: Cpu, after: Cpu, requests: number): void {
  const each = (part: keyof Cpu) => `${(((after[part] - before[part]) * 1000) / requests).toFixed(3)} ms`
  process.stdout.write(
    `${'CPU of one request'.padEnd(44)}   server ${each('server')}  database ${each('database')}\n`,
  )
}

export function ratio(name: string, value: number): void {
  process.stdout.write(`${name.padEnd(44)} ${value.toFixed(2).padStart(7)}×\n`)
}
