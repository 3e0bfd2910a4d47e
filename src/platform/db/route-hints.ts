/** What carries hints between processes faster than the database; it may be away, and promises nothing. */
export interface HintBus {
  isUp(): boolean
  publish(channel: string, payload: string): void
  listen(channel: string, heard: (payload: string) => void): void
  onChange(listener: () => void): void
}

/** The same by the database: NOTIFY and LISTEN. */
export interface HintWire {
  readonly notify: (channel: string, payload: string) => Promise<unknown>
  readonly listen: (
    channel: string,
    heard: (payload: string) => void,
    connected?: () => void,
  ) => Promise<unknown>
}

const deafChannel = 'cairn_deaf'
const tellDeafMs = 10_000
/** Somebody who has not said so for so long hears again, or has ended. */
const deafForMs = 3 * tellDeafMs

/**
 * Hints go over the bus, and over the database as well while the bus is away from this process, or from any other one:
 * whoever does not hear it says so over the database. Everybody listens to both.
 */
export function routeHints(wire: HintWire, bus: HintBus): HintWire & Disposable {
  let someDeafUntil = 0
  let connected: (() => void)[] = []
  let listening: Promise<unknown> | undefined
  const tellDeaf = () => {
    if (!bus.isUp()) wire.notify(deafChannel, '').catch(() => undefined)
  }
  const timer = setInterval(tellDeaf, tellDeafMs)
  timer.unref()
  bus.onChange(() => {
    tellDeaf()
    // What was said in between was not heard.
    for (const listener of connected) listener()
  })
  return {
    async notify(channel, payload) {
      const isUp = bus.isUp()
      if (isUp) bus.publish(channel, payload)
      if (!isUp || performance.now() < someDeafUntil) await wire.notify(channel, payload)
    },
    async listen(channel, heard, connectedNow) {
      listening ??= wire.listen(deafChannel, () => {
        someDeafUntil = performance.now() + deafForMs
      })
      await listening
      if (connectedNow) connected = [...connected, connectedNow]
      bus.listen(channel, heard)
      return wire.listen(channel, heard, connectedNow)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
