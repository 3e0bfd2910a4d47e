import { RemoteFault } from './remote-fault.ts'

/**
 * One signal for "time is up" and "the caller gave up". Unlike `AbortSignal.any`, it leaves nothing on a
 * long-lived signal of the caller once `clear` is called, which matters at thousands of requests a second.
 */
export function startDeadline(milliseconds: number, callerSignal: AbortSignal | undefined): Deadline {
  callerSignal?.throwIfAborted()
  const controller = new AbortController()
  const { signal } = controller
  const missed = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // Nobody may be racing when time is up.
  missed.catch(() => {})
  const giveUp = (): void => controller.abort(callerSignal?.reason)
  const timer = setTimeout(() => {
    controller.abort(new RemoteFault('timeout', `No complete answer within ${milliseconds} ms`))
  }, milliseconds)
  callerSignal?.addEventListener('abort', giveUp, { once: true })
  return {
    signal,
    race: (work) => Promise.race([work, missed]),
    clear: () => {
      clearTimeout(timer)
      callerSignal?.removeEventListener('abort', giveUp)
    },
  }
}

export type Deadline = {
  readonly signal: AbortSignal
  /** Settles as `work` does, or rejects when time is up, even if `work` does not listen to the signal. */
  race<T>(work: Promise<T>): Promise<T>
  clear(): void
}
