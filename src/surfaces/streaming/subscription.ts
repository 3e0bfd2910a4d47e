import { isBefore, type LogPosition } from '#platform/events/index.ts'
import type { Channel } from './channel.ts'
import type { Connection } from './connection.ts'
import type { Message } from './message.ts'

/** One stream that a connection reads. */
export interface Subscription {
  readonly connection: Connection
  readonly channel: Channel
  send(message: Message): void
  /** Keeps back what is sent until `release`, while what was missed is told first. */
  hold(): void
  /** @param told what is not after this has been told already */
  release(told: LogPosition): void
}

const maxHeld = 2000

export function createSubscription(connection: Connection, channel: Channel): Subscription {
  let held: Message[] | undefined
  return {
    connection,
    channel,
    send(message) {
      if (!held) connection.send(message)
      else if (held.push(message) > maxHeld) connection.cut()
    },
    hold() {
      held = []
    },
    release(told) {
      const kept = held ?? []
      held = undefined
      for (const message of kept) if (isBefore(told, message.position)) connection.send(message)
    },
  }
}
