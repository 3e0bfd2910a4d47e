import type { ListId } from '#domain/lists/index.ts'
import type { AppendedEvent, LogPosition } from '#platform/events/index.ts'
import { describeError } from '#platform/log/index.ts'
import type { Channel } from './channel.ts'
import type { Connection, Reader } from './connection.ts'
import { endStale, endStreams } from './end-streams.ts'
import { defineHub } from './hub.ts'
import type { StreamingNeeds } from './needs.ts'
import { createRegistry, type Registry } from './registry.ts'
import { defineResume } from './resume.ts'
import { createSubscription } from './subscription.ts'

/** The open streams of this process. */
export interface Streams {
  readonly registry: Registry
  /** Whether this reader may open this stream, beyond scopes: a list is its owner's. */
  mayRead(reader: Reader, channel: Channel): Promise<boolean>
  /** Opens a stream within a connection, once. @param since tells first what has happened after it */
  open(connection: Connection, channel: Channel, since: LogPosition | undefined): Promise<void>
  /** Takes what has just happened, in the log's order. */
  hear(events: readonly AppendedEvent[]): Promise<void>
  /** Sends keep-alives, and ends what should have ended. */
  beat(): Promise<void>
  /** Ends all of them. */
  close(): void
}

export function createStreams(needs: StreamingNeeds): Streams {
  const registry = createRegistry()
  const tell = defineHub(needs)
  const resume = defineResume(needs, tell)
  return {
    registry,
    async hear(events) {
      endStreams(needs, events, registry)
      if (registry.connections.size > 0) await tell(events, registry)
    },
    mayRead: async (reader, channel) =>
      channel.kind !== 'list' ||
      (await needs.lists.findList(reader.accountId, channel.id as ListId)) !== undefined,
    async open(connection, channel, since) {
      if (registry.isSubscribed(connection, channel)) return
      const subscription = createSubscription(connection, channel)
      if (since) subscription.hold()
      registry.subscribe(subscription)
      if (since) await resume(subscription, since)
    },
    async beat() {
      for (const connection of registry.connections) connection.beat()
      await endStale(needs, registry).catch((error: unknown) =>
        needs.log.warn(
          'Open streams could not be checked; the next round tries again.',
          describeError(error),
        ),
      )
    },
    close() {
      for (const connection of registry.connections) connection.close('stopping')
    },
  }
}
