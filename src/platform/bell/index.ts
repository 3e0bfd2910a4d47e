/** Rings when there may be news; keeps the ring until asked. */
export interface Bell extends Disposable {
  ring(): void
  /** Whether it rang since it was asked last. */
  rung(): boolean
  /**
   * Waits `ms` milliseconds, or until it rings, or until the signal aborts; not at all where a ring is kept.
   * @param options.deaf waits on through rings, which are kept
   */
  wait(ms: number, signal: AbortSignal, options?: { readonly deaf?: boolean }): Promise<void>
}

/** @param listen starts listening for what rings it; what that returns is disposed of with the bell */
export function createBell(listen?: (ring: () => void) => Disposable): Bell {
  let kept = false
  let wakeUp: (() => void) | undefined
  const ring = () => {
    kept = true
    wakeUp?.()
  }
  const listening = listen?.(ring)
  return {
    ring,
    rung() {
      const was = kept
      kept = false
      return was
    },
    async wait(ms, signal, { deaf = false } = {}) {
      if (signal.aborted || (kept && !deaf)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      // No signal of a timer of its own: an error for each ring would be the dearest part of it.
      const timer = setTimeout(resolve, ms)
      const end = () => resolve()
      if (!deaf) wakeUp = end
      signal.addEventListener('abort', end)
      await promise
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      wakeUp = undefined
    },
    [Symbol.dispose]: () => listening?.[Symbol.dispose](),
  }
}
