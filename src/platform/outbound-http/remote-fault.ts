/**
 * Why talking to another server failed.
 * - `refused-url`, `refused-address`: we do not go there (scheme, credentials, special-use address)
 * - `redirect`: too many hops, a hop that leads nowhere, or one that the caller forbade
 * - `timeout`, `unreachable`: no (complete) answer
 * - `status`: an answer that says "try later" (408, 425, 429, 5xx)
 * - `too-large`, `unreadable`: an answer that we do not take
 */
export type RemoteTrouble =
  | 'refused-url'
  | 'refused-address'
  | 'redirect'
  | 'timeout'
  | 'unreachable'
  | 'status'
  | 'too-large'
  | 'unreadable'

/** Trouble that another server made, not we. `retry` tells a job whether the same request can ever succeed. */
export class RemoteFault extends Error {
  readonly because: RemoteTrouble
  readonly retry: 'later' | 'never'
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** What the other server asked for with `Retry-After`, in seconds. */
  readonly retryAfterSeconds: number | undefined

  constructor(because: RemoteTrouble, message: string, details: RemoteFaultDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'RemoteFault'
    this.because = because
    this.retry = details.retry ?? USUAL_RETRY[because]
    this.status = details.status
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

type RemoteFaultDetails = {
  retry?: 'later' | 'never'
  status?: number
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

const USUAL_RETRY: Record<RemoteTrouble, 'later' | 'never'> = {
  'refused-url': 'never',
  'refused-address': 'never',
  redirect: 'never',
  timeout: 'later',
  unreachable: 'later',
  status: 'later',
  'too-large': 'never',
  unreadable: 'never',
}
