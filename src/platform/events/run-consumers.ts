import { createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import { type Backbone, dutyOf, followStream } from './backbone/index.ts'
import type { Consumer } from './consumer.ts'
import { createReadBatch, type ReadBatch } from './cursor-store.ts'
import type { EventLog } from './event-log.ts'
import { processBatch } from './process-batch.ts'
import { retryAllParked } from './retry-parked.ts'
import { createNewsBell, type Work, workLoop } from './work-loop.ts'

export interface ConsumerNeeds {
  readonly db: Database
  readonly eventLog: EventLog
  readonly log: Log
  /** Without one, events are read from the database. */
  readonly backbone?: Backbone | undefined
}

/** Runs every consumer until disposed of; disposing waits for the batches in hand. */
export function runConsumers(needs: ConsumerNeeds, consumers: readonly Consumer[]): AsyncDisposable {
  const stop = new AbortController()
  needs.backbone?.leases.share(
    'consumers',
    consumers.map((consumer) => dutyOf(consumer.name)),
  )
  const readBatch = createReadBatch(needs.db)
  const work = { log: needs.log, signal: stop.signal }
  const loops = [
    ...consumers.map((consumer) =>
      runConsumer({ ...needs, readBatch }, consumer, { ...work, name: consumer.name }),
    ),
    // Parked events wait for a time, not for news.
    workLoop({
      ...work,
      name: 'parked events',
      bell: createBell(),
      step: () => retryAllParked(needs, consumers),
    }),
  ]
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function runConsumer(
  needs: ConsumerNeeds & { readonly readBatch: ReadBatch },
  consumer: Consumer,
  work: Pick<Work, 'name' | 'log' | 'signal'>,
): Promise<void> {
  const read = consumer.reactions.map((reaction) => reaction.type)
  const bell = createNewsBell(needs.eventLog, read)
  const { backbone } = needs
  if (!backbone) return workLoop({ ...work, bell, step: () => processBatch(needs, consumer) })
  using _listening = backbone.stream.onChange(bell.ring)
  const following = followStream(needs, backbone, consumer, bell)
  await workLoop({ ...work, bell, step: following.step })
  await following.leave()
}
