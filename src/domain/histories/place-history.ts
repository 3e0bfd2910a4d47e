import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MediaId } from '#domain/media/index.ts'
import type { Addition, PostId } from '#domain/posts/index.ts'
import {
  type Archive,
  type ArchiveEntry,
  ArchiveFault,
  isZip,
  openArchive,
} from '#platform/archives/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { findVenue, type KnownVenues } from './find-venue.ts'
import { giveUp } from './give-up.ts'
import { type FoundVisit, type History, type HistoryId, historyLimits } from './history.ts'
import {
  addOutcomes,
  deleteFinds,
  type Find,
  type Outcomes,
  selectFinds,
  selectHistory,
  updateState,
} from './history-store.ts'
import { insertVisit, selectKnown } from './imported-store.ts'
import type { HistoriesNeeds } from './needs.ts'

/** `round` counts the jobs of one import. */
export const placeHistory = defineJob<{ id: HistoryId; round: number }>('place-history')

const batch = 50
/** So long one job goes on before it hands over to the next: other imports have their turn. */
const sliceMs = 5000
const leftOut =
  'Something went wrong here, and the rest of the file was left out. Bring it again: what is here already stays.'

/** Turns finds into check-ins, some seconds at a time; each batch holds as a whole, or not at all. */
export const handlePlacing = (needs: HistoriesNeeds): JobHandler =>
  handleJobs(
    placeHistory,
    {
      concurrency: 1,
      perLane: 1,
      timeoutMs: 20_000,
      onDead: (tx, { payload }) => giveUp(needs, tx, payload.id, { during: 'placing', because: leftOut }),
    },
    async (jobs, signal) => {
      for (const { payload } of jobs) await place(needs, payload, signal)
    },
  )

async function place(
  needs: HistoriesNeeds,
  { id, round }: { id: HistoryId; round: number },
  signal: AbortSignal,
): Promise<void> {
  const history = await selectHistory(needs.db.sql, id)
  if (history?.state !== 'placing') return
  await using photos = await openPhotos(needs.files.pathOf(id))
  const known: KnownVenues = new Map()
  const until = performance.now() + sliceMs
  while (performance.now() < until) {
    signal.throwIfAborted()
    const finds = await selectFinds(needs.db.sql, id, batch)
    if (finds.length === 0) return finish(needs, history)
    await placeBatch(needs, { history, finds, known, photos }, signal)
  }
  await needs.db.transact((tx) =>
    needs.jobs.enqueue(tx, placeHistory, { id, round: round + 1 }, { lane: history.accountId }),
  )
}

async function finish(needs: HistoriesNeeds, { id }: History): Promise<void> {
  await updateState(needs.db.sql, id, { state: 'done', endedAt: new Date(needs.clock.now()) })
  await needs.files.remove(id)
}

interface Batch {
  readonly history: History
  readonly finds: readonly Find[]
  readonly known: KnownVenues
  readonly photos: Photos
}

/** A visit that is ready to be written. */
interface Ready {
  readonly visit: FoundVisit
  readonly mediaIds: readonly MediaId[]
  readonly addition: Addition
}

async function placeBatch(needs: HistoriesNeeds, wish: Batch, signal: AbortSignal): Promise<void> {
  const { history, finds } = wish
  const { accountId } = history
  const fresh = await withoutKnown(needs, history, finds)
  const ready: Ready[] = []
  for (const visit of fresh) {
    const one = await prepare(needs, wish, visit, signal)
    if (one) ready.push(one)
  }
  const outcomes: Outcomes = {
    placed: ready.length,
    known: finds.length - fresh.length,
    unplaced: fresh.length - ready.length,
    photos: ready.reduce((sum, { mediaIds }) => sum + mediaIds.length, 0),
  }
  await needs.db.transact(async (tx) => {
    const positions = finds.map((find) => find.position)
    // Another worker has taken this batch over: what it writes must not be written twice.
    if ((await deleteFinds(tx.sql, history.id, positions)) !== positions.length) throw new Error('Overtaken.')
    for (const { visit, mediaIds, addition } of ready) {
      const post = await needs.posts.recordPost(
        tx,
        {
          authorId: accountId,
          text: visit.note,
          visibility: history.visibility,
          at: new Date(visit.arrivedAt),
          mediaIds,
        },
        addition,
      )
      await insertVisit(tx.sql, {
        accountId,
        source: visit.source,
        sourceId: visit.sourceId,
        postId: post.id,
      })
    }
    await addOutcomes(tx.sql, history.id, outcomes)
  })
}

/** What was not brought before, each once. */
async function withoutKnown(
  needs: HistoriesNeeds,
  { accountId }: History,
  finds: readonly Find[],
): Promise<FoundVisit[]> {
  const fresh = new Map<string, FoundVisit>()
  for (const [source, visits] of Map.groupBy(
    finds.map((find) => find.visit),
    (visit) => visit.source,
  )) {
    const ids = visits.map((visit) => visit.sourceId)
    const known = await selectKnown(needs.db.sql, { accountId, source }, ids)
    for (const visit of visits) {
      if (source === 'cairn' && (await isHere(needs, accountId, visit))) continue
      const key = `${source} ${visit.sourceId}`
      if (!known.has(visit.sourceId) && !fresh.has(key)) fresh.set(key, visit)
    }
  }
  return [...fresh.values()]
}

/** An archive that is brought back to where it was made tells of check-ins that are still there. */
async function isHere(
  needs: HistoriesNeeds,
  accountId: History['accountId'],
  { sourceId }: FoundVisit,
): Promise<boolean> {
  const own = `${needs.origin}/posts/`
  const id = sourceId.startsWith(own) ? parseId<PostId>(sourceId.slice(own.length)) : undefined
  return id !== undefined && (await needs.posts.findPost(id))?.accountId === accountId
}

async function prepare(
  needs: HistoriesNeeds,
  { history, known, photos }: Batch,
  visit: FoundVisit,
  signal: AbortSignal,
): Promise<Ready | undefined> {
  const { accountId, visibility } = history
  const placeId = await findVenue(needs, accountId, visit, known)
  if (placeId === undefined) return undefined
  const prepared = await needs.checkins.prepareCheckin({
    authorId: accountId,
    placeId,
    visibility,
    precision: 'venue',
    arrivedAt: new Date(visit.arrivedAt),
    leftAt: visit.leftAt === null ? undefined : new Date(visit.leftAt),
    imported: true,
  })
  if (!prepared.ok) return undefined
  const mediaIds = await uploadPhotos(needs, { accountId, visit, photos }, signal)
  return { visit, mediaIds, addition: prepared.addition }
}

/** Pictures in the file, by their names with and without ending. */
interface Photos extends AsyncDisposable {
  find(key: string): ArchiveEntry | undefined
}

async function openPhotos(path: string): Promise<Photos> {
  const archive: Archive | undefined = (await isZip(path).catch(() => false))
    ? await openArchive(path, { maxBytes: historyLimits.unpackedBytes })
    : undefined
  const byName = new Map<string, ArchiveEntry>()
  for (const entry of archive?.entries ?? []) {
    const name = entry.name.split('/').at(-1) ?? ''
    if (!/\.(?:jpe?g|png|webp|heic|gif)$/i.test(name) || entry.size > historyLimits.photoBytes) continue
    byName.set(name, entry)
    byName.set(name.replace(/\.\w+$/, ''), entry)
  }
  return {
    find: (key) => byName.get(key),
    async [Symbol.asyncDispose]() {
      await archive?.[Symbol.asyncDispose]()
    },
  }
}

async function uploadPhotos(
  needs: HistoriesNeeds,
  { accountId, visit, photos }: { accountId: History['accountId']; visit: FoundVisit; photos: Photos },
  signal: AbortSignal,
): Promise<MediaId[]> {
  const entries = [...new Set(visit.photos.flatMap((key) => photos.find(key) ?? []))]
  if (entries.length === 0) return []
  const folder = await mkdtemp(join(tmpdir(), 'cairn-history-'))
  const mediaIds: MediaId[] = []
  try {
    for (const [index, entry] of entries.entries()) {
      const path = join(folder, String(index))
      await pipeline(Readable.from(entry.read(signal)), createWriteStream(path))
      const outcome = await needs.media.upload({ accountId, path, declaredType: '' })
      if (outcome.ok) mediaIds.push(outcome.media.id)
    }
  } catch (error) {
    // One damaged picture is no reason to lose the visit.
    if (!(error instanceof ArchiveFault)) throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return mediaIds
}
