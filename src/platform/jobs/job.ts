import type { Transaction } from '#platform/db/index.ts'

/** A kind of work to be done later. `Payload` survives JSON unchanged and holds ids, never secrets or bodies. */
export interface JobType<Payload> {
  readonly kind: string
  /** The priorities that its jobs may have, most urgent first. */
  readonly priorities: readonly number[]
  /** Only for the type checker. */
  readonly payload?: Payload
}

/**
 * @param kind what is to be done: `deliver-activity`
 * @param options.priorities lower goes first. Default 0 alone.
 */
export function defineJob<Payload>(
  kind: string,
  { priorities = [0] }: { readonly priorities?: readonly number[] } = {},
): JobType<Payload> {
  return { kind, priorities }
}

export interface Job<Payload> {
  readonly id: string
  readonly payload: Payload
  /** 1 at the first try. */
  readonly attempt: number
  readonly lane: string | null
  readonly requestId: string | null
  readonly createdAt: Date
}

/** What a handler knows of lanes that are not as the others. */
export interface LaneState {
  /** Lanes that get one job at a time, and none while all places for slow work are taken; the first thousand count. */
  readonly slow: ReadonlySet<string>
}

export interface JobHandler {
  readonly kind: string
  readonly priorities: readonly number[]
  readonly batch: number
  readonly concurrency: number
  readonly perLane: number
  readonly slowConcurrency: number
  readonly patienceMs: number
  readonly laneState: () => LaneState
  readonly pause: () => number
  readonly timeoutMs: number
  readonly maxAttempts: number
  readonly backOffCapSeconds: number
  readonly onDead: ((tx: Transaction, job: Job<never>) => Promise<void>) | undefined
  readonly handle: (
    jobs: readonly Job<never>[],
    signal: AbortSignal,
  ) => Promise<readonly JobFailure[] | undefined | void>
}

/** A job that failed where others of its batch did not, or that was not tried. */
export interface JobFailure {
  readonly job: Pick<Job<unknown>, 'id'>
  readonly error?: unknown
  /** It was not tried, and keeps its tries until then. */
  readonly notBefore?: Date
}

interface HandlerOptions<Payload> {
  /**
   * Jobs handed over at once. Default 1. A batch that throws is tried one by one; one that answers with failures has
   * done the others.
   */
  readonly batch?: number
  /** Batches at the same time in this process. Default 4. */
  readonly concurrency?: number
  /**
   * Batches with jobs of one lane at the same time in this process. Default no bound. With 1, a lane's jobs are handed
   * over in their order.
   */
  readonly perLane?: number
  /** Batches beside those of `concurrency` that have taken longer than `patienceMs`. Default 0. */
  readonly slowConcurrency?: number
  /** After so long a batch counts as slow, and leaves its place to another. Default 250. */
  readonly patienceMs?: number
  readonly laneState?: () => LaneState
  /** For so many milliseconds nothing is begun; asked again after them. Default 0. */
  readonly pause?: () => number
  /** Default 60,000. After it the signal aborts; after half as much again others may take the job over. */
  readonly timeoutMs?: number
  /** Tries before the job is a dead letter. Default 10. */
  readonly maxAttempts?: number
  /** Longest wait between tries. Default one hour. */
  readonly backOffCapSeconds?: number
  /** What somebody waits for when the job is given up: commits together with the dead letter. No network. */
  readonly onDead?: (tx: Transaction, job: Job<Payload>) => Promise<void>
}

/**
 * Binds a kind of job to the function that does it: at least once, so it must bear repetition.
 * An error with a property `retry: 'never'` skips the remaining tries.
 */
export function handleJobs<Payload>(
  job: JobType<Payload>,
  options: HandlerOptions<Payload>,
  handle: (
    jobs: readonly Job<Payload>[],
    signal: AbortSignal,
  ) => Promise<readonly JobFailure[] | undefined | void>,
): JobHandler {
  return {
    kind: job.kind,
    priorities: job.priorities,
    batch: 1,
    concurrency: 4,
    perLane: Number.POSITIVE_INFINITY,
    slowConcurrency: 0,
    patienceMs: 250,
    laneState: () => ({ slow: new Set() }),
    pause: () => 0,
    timeoutMs: 60_000,
    maxAttempts: 10,
    backOffCapSeconds: 3600,
    onDead: undefined,
    ...options,
    handle,
  }
}
