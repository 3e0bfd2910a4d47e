import { setTimeout as pause } from 'node:timers/promises'

/** Thrown by a look: what is waited for can never be. */
export class InVain extends Error {}

/**
 * Looks again and again until it sees something.
 * @param look may throw: that counts as not yet, but for InVain
 * @throws Error that names what was waited for, with the last trouble as its cause
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { seconds = 30, everyMs = 50, signal }: { seconds?: number; everyMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const until = performance.now() + seconds * 1000
  let trouble: unknown
  while (performance.now() < until) {
    signal?.throwIfAborted()
    try {
      const seen = await look()
      if (seen) return seen
    } catch (error) {
      if (error instanceof InVain) throw error
      trouble = error
    }
    await pause(everyMs, undefined, signal && { signal })
  }
  throw new Error(`Waited ${seconds} s in vain for ${what}.`, { cause: trouble })
}
