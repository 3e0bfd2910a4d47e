/** A kind of work to be done later. `Payload` survives JSON unchanged and holds ids, never secrets or bodies. */
export interface JobType<Payload> {
  readonly kind: string
  /** Only for the type checker. */
  readonly payload?: Payload
}

/** @param kind what is to be done: `deliver-activity`. */
export function defineJob<Payload>(kind: string): JobType<Payload> {
  return { kind }
}

export interface Job<Payload> {
  readonly id: string
  readonly payload: Payload
  /** 1 at the first try. */
  readonly attempt: number
  readonly lane: string | null
  readonly requestId: string | null
}

export interface JobHandler {
  readonly kind: string
  readonly batch: number
  readonly concurrency: number
  readonly perLane: number
  readonly timeoutMs: number
  readonly maxAttempts: number
  readonly backOffCapSeconds: number
  readonly handle: (
    jobs: readonly Job<never>[],
    signal: AbortSignal,
  ) => Promise<readonly JobFailure[] | undefined | void>
}

/** A job of a batch that failed where others of it did not. */
export interface JobFailure {
  readonly job: Pick<Job<unknown>, 'id'>
  readonly error: unknown
}

interface HandlerOptions {
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
  /** Default 60,000. After it the signal aborts; after half as much again others may take the job over. */
  readonly timeoutMs?: number
  /** Tries before the job is a dead letter. Default 10. */
  readonly maxAttempts?: number
  /** Longest wait between tries. Default one hour. */
  readonly backOffCapSeconds?: number
}

/**
 * Binds a kind of job to the function that does it: at least once, so it must bear repetition.
 * An error with a property `retry: 'never'` skips the remaining tries.
 */
export function handleJobs<Payload>(
  job: JobType<Payload>,
  options: HandlerOptions,
  handle: (
    jobs: readonly Job<Payload>[],
    signal: AbortSignal,
  ) => Promise<readonly JobFailure[] | undefined | void>,
): JobHandler {
  return {
    kind: job.kind,
    batch: 1,
    concurrency: 4,
    perLane: Number.POSITIVE_INFINITY,
    timeoutMs: 60_000,
    maxAttempts: 10,
    backOffCapSeconds: 3600,
    ...options,
    handle,
  }
}
