import { ArchiveFault } from '#platform/archives/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { giveUp } from './give-up.ts'
import {
  type FoundVisit,
  HistoryFault,
  type HistoryId,
  type HistorySource,
  historyLimits,
} from './history.ts'
import { deleteFinds, type Find, insertFinds, selectHistory, updateState } from './history-store.ts'
import type { HistoriesNeeds } from './needs.ts'
import { placeHistory } from './place-history.ts'
import { readVisits } from './read/read-visits.ts'

export const readHistory = defineJob<{ id: HistoryId }>('read-history')

const batch = 500
const unread = 'Something went wrong here, and the file was not read. Bring it again.'

/** Reads a file once and writes down the visits in it; begins anew when it was interrupted. */
export const handleReading = (needs: HistoriesNeeds): JobHandler =>
  handleJobs(
    readHistory,
    {
      concurrency: 1,
      timeoutMs: 600_000,
      maxAttempts: 3,
      onDead: (tx, { payload }) => giveUp(needs, tx, payload.id, { during: 'waiting', because: unread }),
    },
    async (jobs, signal) => {
      for (const { payload } of jobs) await read(needs, payload.id, signal)
    },
  )

async function read(needs: HistoriesNeeds, id: HistoryId, signal: AbortSignal): Promise<void> {
  const history = await selectHistory(needs.db.sql, id)
  if (history?.state !== 'waiting') return
  try {
    const { source, found } = await keepFinds(needs, id, signal)
    if (source === null) throw new HistoryFault('There is no visit in the file.')
    await needs.db.transact(async (tx) => {
      await updateState(tx.sql, id, { state: 'placing', source, found })
      await needs.jobs.enqueue(tx, placeHistory, { id, round: 0 }, { lane: history.accountId })
    })
  } catch (error) {
    if (!(error instanceof HistoryFault || error instanceof ArchiveFault)) throw error
    const { message: because } = error
    await needs.db.transact((tx) => giveUp(needs, tx, id, { during: 'waiting', because }))
  }
}

async function keepFinds(
  needs: HistoriesNeeds,
  id: HistoryId,
  signal: AbortSignal,
): Promise<{ source: HistorySource | null; found: number }> {
  await deleteFinds(needs.db.sql, id)
  const waiting: Find[] = []
  let source: HistorySource | null = null
  let position = 0
  const flush = () => insertFinds(needs.db.sql, id, waiting.splice(0))
  for await (const visit of readVisits(needs.files.pathOf(id), signal)) {
    signal.throwIfAborted()
    source ??= visit.source
    if (position >= historyLimits.visits) {
      throw new HistoryFault(`The file holds more than ${historyLimits.visits} visits: bring it in parts.`)
    }
    waiting.push({ position, visit: bounded(visit) })
    position += 1
    if (waiting.length >= batch) await flush()
  }
  await flush()
  return { source, found: position }
}

function bounded(visit: FoundVisit): FoundVisit {
  const { venue } = visit
  return {
    ...visit,
    sourceId: visit.sourceId.slice(0, 300),
    note: Array.from(visit.note).slice(0, 500).join(''),
    venue: {
      ...venue,
      sourceId: venue.sourceId?.slice(0, 300) ?? null,
      name: venue.name === null ? null : Array.from(venue.name).slice(0, 100).join(''),
    },
  }
}
