import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { clearOthers } from './clear-others.ts'
import { type Failure, hostOf, type Import, type ImportId, importLimits } from './import.ts'
import { type Done, importEntry } from './import-entry.ts'
import {
  addOutcomes,
  deleteEntries,
  endImport,
  failImport,
  noteSilence,
  selectEntries,
  selectImport,
  selectSilence,
  startWorking,
} from './import-store.ts'
import type { ImportsNeeds } from './needs.ts'
import type { Row } from './read-import.ts'

/** `round` counts the jobs of one import. */
export const workOnImport = defineJob<{ id: ImportId; round: number }>('work-on-import')

const batch = 25
/** So long one job goes on before it hands over to the next: other imports have their turn. */
const sliceMs = 5000
/** Hosts that are asked at the same time, each of them one thing after the other. */
const hostsAtOnce = 8
/** A host that has not answered so often, one time after the other, is asked no more. */
const mostSilent = 3
const givenUp =
  'Something went wrong here, and the rest of the file was left out. Bring it again: what is here already stays.'

/** Works an import off, some seconds at a time; whatever it is killed in, it goes on there. */
export const handleWorking = (needs: ImportsNeeds): JobHandler =>
  handleJobs(
    workOnImport,
    {
      concurrency: 2,
      perLane: 1,
      timeoutMs: 60_000,
      onDead: (tx, { payload }) =>
        failImport(tx.sql, payload.id, { because: givenUp, at: new Date(needs.clock.now()) }),
    },
    async (jobs, signal) => {
      for (const { payload } of jobs) await work(needs, payload, signal)
    },
  )

async function work(
  needs: ImportsNeeds,
  { id, round }: { id: ImportId; round: number },
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + sliceMs
  const mayGoOn = () => {
    signal.throwIfAborted()
    return performance.now() < until
  }
  let one = await selectImport(needs.db.sql, id)
  if (one?.state === 'waiting' && (await clearOthers(needs, one, mayGoOn))) {
    await startWorking(needs.db.sql, id)
    one = { ...one, state: 'working' }
  }
  while (one?.state === 'working' && mayGoOn()) {
    const rows = await selectEntries(needs.db.sql, id, batch)
    if (rows.length === 0) return endImport(needs.db.sql, id, new Date(needs.clock.now()))
    await workOff(needs, { one, rows, mayGoOn, signal })
    one = await selectImport(needs.db.sql, id)
  }
  if (!one || one.endedAt) return
  await needs.db.transact((tx) =>
    needs.jobs.enqueue(tx, workOnImport, { id, round: round + 1 }, { lane: one.accountId }),
  )
}

interface Batch {
  readonly one: Import
  readonly rows: readonly Row[]
  readonly mayGoOn: () => boolean
  readonly signal: AbortSignal
}

async function workOff(needs: ImportsNeeds, { one, rows, mayGoOn, signal }: Batch): Promise<void> {
  const byHost = Map.groupBy(rows, ({ entry }) => hostOf(entry) ?? '')
  const silence = new Map(await selectSilence(needs.db.sql, one.id, [...byHost.keys()]))
  const silent = new Map<string, number>()
  const outcomes = new Map<number, Done>()
  const workOffHost = async ([host, its]: [string, Row[]]) => {
    for (const [index, { line, entry }] of its.entries()) {
      // What is not tried now waits for the next batch; the first of each host is, lest nothing ever be.
      if (index > 0 && !mayGoOn()) return
      if ((silence.get(host) ?? 0) >= mostSilent) {
        outcomes.set(line, { ok: false, reason: `${host} does not answer.` })
        continue
      }
      const done = await importEntry(needs, { accountId: one.accountId, entry, signal })
      outcomes.set(line, done)
      const isSilent = !done.ok && done.isSilent === true
      silent.set(host, isSilent ? (silent.get(host) ?? 0) + 1 : 0)
      silence.set(host, isSilent ? (silence.get(host) ?? 0) + 1 : 0)
    }
  }
  const hosts = [...byHost]
  await Promise.all(
    Array.from({ length: hostsAtOnce }, async () => {
      for (let next = hosts.shift(); next; next = hosts.shift()) await workOffHost(next)
    }),
  )
  silent.delete('')
  await record(needs, one, { outcomes, silent })
}

async function record(
  needs: ImportsNeeds,
  one: Import,
  { outcomes, silent }: { outcomes: ReadonlyMap<number, Done>; silent: ReadonlyMap<string, number> },
): Promise<void> {
  const failures = [...outcomes]
    .flatMap(([line, done]): Failure[] => (done.ok ? [] : [{ line, reason: done.reason }]))
    .sort((a, b) => a.line - b.line)
  await needs.db.transact(async (tx) => {
    // Another worker has taken this batch over: what it counts must not be counted twice.
    if ((await deleteEntries(tx.sql, one.id, [...outcomes.keys()])) !== outcomes.size)
      throw new Error('Overtaken.')
    await addOutcomes(tx.sql, one.id, {
      done: outcomes.size - failures.length,
      failed: failures.length,
      failures: failures.slice(0, Math.max(0, importLimits.failures - one.failures.length)),
    })
    await noteSilence(tx.sql, one.id, silent)
  })
}
