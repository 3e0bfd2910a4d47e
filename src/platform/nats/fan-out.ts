import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'
import type { HintBus } from '#platform/db/index.ts'

/**
 * Core NATS: what is said now to whoever listens now. Subjects are `<stream>.events` and `<stream>.hints.<channel>`.
 * Outlives connections: who listens listens on the next one, too.
 */
export function createFanOut(stream: string) {
  const hintsBegin = `${stream}.hints.`
  const eventListeners = new Set<(data: Uint8Array) => void>()
  const hintListeners = new Map<string, ((payload: string) => void)[]>()
  const changeListeners = new Set<() => void>()
  let connection: NatsConnection | undefined
  let isUp = false

  const setUp = (up: boolean) => {
    if (isUp === up) return
    isUp = up
    for (const listener of changeListeners) listener()
  }
  const hearHint = (message: Msg) => {
    const channel = message.subject.slice(hintsBegin.length)
    for (const listener of hintListeners.get(channel) ?? []) listener(message.string())
  }
  const hints: HintBus = {
    isUp: () => isUp,
    publish: (channel, payload) => connection?.publish(hintsBegin + channel, payload),
    listen: (channel, heard) =>
      void hintListeners.set(channel, [...(hintListeners.get(channel) ?? []), heard]),
    onChange: (listener) => void changeListeners.add(listener),
  }
  return {
    hints,
    events: `${stream}.events`,
    hear(listener: (data: Uint8Array) => void): Disposable {
      eventListeners.add(listener)
      return { [Symbol.dispose]: () => void eventListeners.delete(listener) }
    },
    join(joined: NatsConnection): readonly Subscription[] {
      connection = joined
      setUp(true)
      return [
        joined.subscribe(`${hintsBegin}*`, {
          callback: (error, message) => void (error ?? hearHint(message)),
        }),
        joined.subscribe(`${stream}.events`, {
          callback(error, message) {
            if (!error) for (const listener of eventListeners) listener(message.data)
          },
        }),
      ]
    },
    /** The connection is broken, and may come back with its subscriptions. */
    pause: () => setUp(false),
    resume: () => setUp(true),
    leave() {
      connection = undefined
      setUp(false)
    },
  }
}
