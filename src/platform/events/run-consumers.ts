import { createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import { type Backbone, dutyOf, followStream } from './backbone/index.ts'
import type { Consumer } from './consumer.ts'
import type { EventLog } from './event-log.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'
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
  const loops = consumers.flatMap((consumer) => {
    const work = { name: consumer.name, log: needs.log, signal: stop.signal }
    return [
      runConsumer(needs, consumer, work),
      // Parked events wait for a time, not for news.
      workLoop({ ...work, bell: createBell(), step: () => retryParked(needs, consumer) }),
    ]
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function runConsumer(
  needs: ConsumerNeeds,
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
