import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { EventStream, Feed, StreamMessage } from '#platform/events/index.ts'
import type { createFanOut } from './fan-out.ts'
import type { NatsSettings } from './nats-settings.ts'

type Library = typeof import('@nats-io/jetstream')

interface Link {
  readonly library: Library
  readonly js: JetStreamClient
  readonly jsm: JetStreamManager
}

const publishWithinMs = 5000
/** Stretches that one consumer holds at most: a quarter of a megabyte each. */
const prefetch = 8
const millisecond = 1_000_000
const keepMs = 24 * 60 * 60 * 1000
const duplicatesMs = 10 * 60 * 1000
const acknowledgeMs = 30_000
/** JetStream's words for an expected last sequence that is not the last one. */
const wrongSequence = new Set([10_071, 10_164])

/** A stream of JetStream on files, replicated, that takes no more rather than forget what is not a day old. */
export function createStream(
  settings: Pick<NatsSettings, 'stream' | 'replicas' | 'maxMebibytes'>,
  fanOut: ReturnType<typeof createFanOut>,
) {
  const { stream: name } = settings
  const listeners = new Set<() => void>()
  let link: Link | undefined
  const use = (): Link => {
    if (!link) throw new Error('NATS is away.')
    return link
  }
  const change = (to: Link | undefined) => {
    if (link === to) return
    link = to
    for (const listener of listeners) listener()
  }
  const stream: EventStream = {
    name,
    isUp: () => link !== undefined,
    onChange(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
    async append({ id, data, lastSequence }) {
      const { js, library } = use()
      try {
        const expect = { lastSequence, streamName: name }
        const kept = await js.publish(fanOut.events, data, { msgID: id, expect, timeout: publishWithinMs })
        // One of this id stands there already: where, and how far it reaches, says the stream.
        return kept.duplicate ? { kind: 'conflict' } : { kind: 'kept', sequence: kept.seq }
      } catch (error) {
        if (error instanceof library.JetStreamApiError && wrongSequence.has(error.code))
          return { kind: 'conflict' }
        throw error
      }
    },
    async findLast() {
      const { jsm } = use()
      const { state } = await jsm.streams.info(name)
      const last = state.messages > 0 ? await jsm.streams.getMessage(name, { seq: state.last_seq }) : null
      return last ? { sequence: last.seq, data: last.data } : { sequence: state.last_seq }
    },
    openFeed: (consumer, arrived) => openFeed(use(), { name, consumer, arrived }),
    hear: fanOut.hear,
  }
  return {
    ...stream,
    /** @throws Error while JetStream cannot keep the stream */
    async setUp(connection: NatsConnection) {
      const library = await import('@nats-io/jetstream')
      const jsm = await library.jetstreamManager(connection, { checkAPI: false })
      await ensureStream({ library, jsm }, settings, fanOut.events)
      change({ library, jsm, js: library.jetstream(connection) })
    },
    setDown: () => change(undefined),
  }
}

async function ensureStream(
  { library, jsm }: Omit<Link, 'js'>,
  { stream: name, replicas, maxMebibytes }: Pick<NatsSettings, 'stream' | 'replicas' | 'maxMebibytes'>,
  subject: string,
): Promise<void> {
  const wanted = {
    subjects: [subject],
    discard: library.DiscardPolicy.New,
    num_replicas: replicas,
    max_bytes: maxMebibytes * 1024 * 1024,
    max_age: keepMs * millisecond,
    duplicate_window: duplicatesMs * millisecond,
  }
  const found = await jsm.streams.info(name).catch((error: unknown) => {
    if (error instanceof library.JetStreamApiError && error.code === library.JetStreamApiCodes.StreamNotFound)
      return undefined
    throw error
  })
  if (found && found.config.storage !== library.StorageType.File)
    throw new Error(
      `The stream ${name} is kept in memory. Delete it (nats stream rm ${name}): it is made anew.`,
    )
  if (found) await jsm.streams.update(name, wanted)
  else
    await jsm.streams.add({
      name,
      storage: library.StorageType.File,
      retention: library.RetentionPolicy.Limits,
      ...wanted,
    })
}

/** A durable pull consumer with explicit acknowledgements: what nobody acknowledges comes again after half a minute. */
async function openFeed(
  { library, js, jsm }: Link,
  { name, consumer, arrived }: { name: string; consumer: string; arrived: () => void },
): Promise<Feed> {
  const limits = { ack_wait: acknowledgeMs * millisecond, max_ack_pending: prefetch * 2 }
  await jsm.consumers.add(name, {
    durable_name: consumer,
    ack_policy: library.AckPolicy.Explicit,
    // What came before is in the database.
    deliver_policy: library.DeliverPolicy.New,
    ...limits,
  })
  const handle = await js.consumers.get(name, consumer)
  const messages: JsMsg[] = []
  let end: Error | undefined
  const consuming = await handle.consume({
    max_messages: prefetch,
    expires: 10_000,
    idle_heartbeat: 2000,
    abort_on_missing_resource: true,
    callback(message) {
      messages.push(message)
      arrived()
    },
  })
  const closed = consuming.closed().then((because) => {
    end = new Error('The feed has ended.', { cause: because || undefined })
    arrived()
  })
  return {
    take() {
      if (end) throw end
      return messages.splice(0).map(toStreamMessage)
    },
    async [Symbol.asyncDispose]() {
      for (const message of messages.splice(0)) message.nak()
      consuming.stop()
      await closed
    },
  }
}

function toStreamMessage(message: JsMsg): StreamMessage {
  return { data: message.data, acknowledge: () => message.ack(), giveBack: () => message.nak() }
}
