import { findLogEnd, isBefore, type LogPosition, logBeginning, readLog } from '#platform/events/index.ts'
import { createGate } from '#platform/gate/index.ts'
import { streamedTypes, type Tell } from './hub.ts'
import { createMessage } from './message.ts'
import type { StreamingNeeds } from './needs.ts'
import { createRegistry } from './registry.ts'
import type { Subscription } from './subscription.ts'

/** More than this was missed: reading the timelines again is cheaper for both sides. */
const maxMissed = 1000
/** Others wait: whoever makes thousands come back at once must not stop the live streams. */
const maxAtOnce = 2

export type Resume = (subscription: Subscription, since: LogPosition) => Promise<void>

/**
 * Tells a subscription that is held back what has happened since, then lets it live on: nothing is told twice, nothing
 * is left out. What is too old or too much is told as one event `gap`: then the reader should read its timelines.
 */
export function defineResume(needs: Pick<StreamingNeeds, 'db'>, tell: Tell): Resume {
  const gate = createGate({ atOnce: maxAtOnce })
  const tellMissed = async (subscription: Subscription, since: LogPosition): Promise<LogPosition> => {
    const missed = await readMissed(needs, since)
    if (missed) await tell(missed.events, onlyFor(subscription))
    else tellGap(subscription, since)
    return missed?.end ?? logBeginning
  }
  return async (subscription, since) => {
    let told = logBeginning
    try {
      told = await gate.enter(() => tellMissed(subscription, since))
    } finally {
      subscription.release(told)
    }
  }
}

/** @returns undefined when more was missed than is told again, or when the position is of another database */
async function readMissed(needs: Pick<StreamingNeeds, 'db'>, since: LogPosition) {
  if (isBefore(await findLogEnd(needs.db), since)) return undefined
  const part = await readLog(needs.db, streamedTypes, { after: since, limit: maxMissed })
  return part.events.length < maxMissed ? part : undefined
}

/** The subscription past its own hold. */
function onlyFor(subscription: Subscription) {
  const { connection } = subscription
  const registry = createRegistry()
  registry.add(connection)
  registry.subscribe({ ...subscription, send: connection.send })
  return registry
}

function tellGap({ connection, channel }: Subscription, position: LogPosition): void {
  connection.send(createMessage({ stream: channel.stream, event: 'gap', payload: undefined, position }))
}
