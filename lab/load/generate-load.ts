import { setTimeout as pause } from 'node:timers/promises'
import { createLatencyRecorder, type Latency } from './latency.ts'

export interface Act {
  /** Which latencies belong together: `home`, `post`. */
  readonly kind: string
  readonly run: () => Promise<'ok' | 'fail' | 'unknown'>
}

export interface LoadOptions {
  /** Milliseconds from the beginning, growing. */
  readonly arrivals: Iterable<number>
  /** What who comes as the n-th does. */
  readonly choose: (count: number) => Act
  /** More at the same time are turned away and counted, so that memory stays bounded. Default 1000. */
  readonly maxInFlight?: number
  readonly signal?: AbortSignal | undefined
}

export interface LoadFigures {
  /** All who came, also those turned away. */
  readonly arrived: number
  readonly ok: number
  readonly failed: number
  readonly unknown: number
  readonly turnedAway: number
  /** Answered with success, a second. */
  readonly perSecond: number
  readonly seconds: number
  /** From the moment when somebody came to the answer, of all that were answered. */
  readonly latency: Latency
  readonly byKind: Readonly<Record<string, Latency>>
  /** How late requests left: what the generator itself adds. */
  readonly lag: Latency
}

/**
 * An open model: people come when they come, whether or not others have been answered (Schroeder, Wierman,
 * Harchol-Balter: Open Versus Closed, 2006). Latency counts from the intended moment: what waits because the server, or
 * this generator, is slow has waited (Tene's coordinated omission).
 */
export async function generateLoad(options: LoadOptions): Promise<LoadFigures> {
  const { choose, signal, maxInFlight = 1000 } = options
  const all = createLatencyRecorder()
  const lag = createLatencyRecorder()
  const kinds = new Map<string, ReturnType<typeof createLatencyRecorder>>()
  const counts = { ok: 0, fail: 0, unknown: 0 }
  const inFlight = new Set<Promise<void>>()
  const begun = performance.now()
  let arrived = 0
  let turnedAway = 0

  const serve = async ({ kind, run }: Act, dueAt: number) => {
    const outcome = await run()
    const ms = performance.now() - dueAt
    counts[outcome] += 1
    all.record(ms)
    const own = kinds.get(kind) ?? createLatencyRecorder()
    kinds.set(kind, own)
    own.record(ms)
  }
  for (const offset of options.arrivals) {
    const dueAt = begun + offset
    const wait = dueAt - performance.now()
    if (wait > 1) await pause(wait, undefined, { signal }).catch(() => undefined)
    // A generator that is late must not starve the answers that it waits for.
    else if (arrived % 64 === 63) await pause(0)
    if (signal?.aborted) break
    arrived += 1
    if (inFlight.size >= maxInFlight) {
      turnedAway += 1
      continue
    }
    lag.record(performance.now() - dueAt)
    const one = serve(choose(arrived - 1), dueAt).finally(() => inFlight.delete(one))
    inFlight.add(one)
  }
  await Promise.all(inFlight)
  const seconds = (performance.now() - begun) / 1000
  return {
    arrived,
    ok: counts.ok,
    failed: counts.fail,
    unknown: counts.unknown,
    turnedAway,
    perSecond: counts.ok / seconds,
    seconds,
    latency: all.read(),
    byKind: Object.fromEntries([...kinds].map(([kind, recorder]) => [kind, recorder.read()])),
    lag: lag.read(),
  }
}
