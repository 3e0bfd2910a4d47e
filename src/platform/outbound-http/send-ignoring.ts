import type { Pool } from 'undici'

export type Exchange = {
  readonly pool: Pool
  readonly url: URL
  readonly options: {
    readonly method: 'GET' | 'POST'
    readonly headers: Record<string, string>
    readonly body?: string | Uint8Array
  }
  readonly maxBytes: number
  readonly signal: AbortSignal
}

export type IgnoredAnswer = {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  /** The connection was closed, because the body went on. */
  readonly isTooLarge: boolean
}

/**
 * Sends a request and lets the body of its answer pass, so far as it has no more than `maxBytes`. Rejects as undici
 * does, or with the signal's reason.
 */
export function sendIgnoring({ pool, url, options, maxBytes, signal }: Exchange): Promise<IgnoredAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IgnoredAnswer>()
  let answer: Omit<IgnoredAnswer, 'isTooLarge'> | undefined
  let size = 0
  let stop: (() => void) | undefined
  const leave = () => {
    if (stop) signal.removeEventListener('abort', stop)
  }
  pool.dispatch(
    { ...options, origin: url.origin, path: `${url.pathname}${url.search}` },
    {
      onRequestStart(controller) {
        leave()
        stop = () => controller.abort(signal.reason)
        // It may have waited for a socket for too long.
        if (signal.aborted) stop()
        else signal.addEventListener('abort', stop)
      },
      onResponseStart(_controller, status, headers) {
        // Of an answer in parts (103, then 202) the last one counts.
        answer = { status, headers }
      },
      onResponseData(controller, chunk) {
        size += chunk.length
        if (size > maxBytes) controller.abort(new Error('The answer is too large.'))
      },
      onResponseEnd() {
        leave()
        if (answer) resolve({ ...answer, isTooLarge: false })
        else reject(new Error('An answer ended that had not begun.'))
      },
      onResponseError(_controller, error) {
        leave()
        if (answer && size > maxBytes) resolve({ ...answer, isTooLarge: true })
        else reject(error)
      },
    },
  )
  return promise
}
