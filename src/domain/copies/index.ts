import { createBoundedMap } from '#platform/cache/index.ts'
import { createGate } from '#platform/gate/index.ts'
import { digestOf } from './copy-path.ts'
import {
  type Copy,
  deleteCopies,
  deleteLeastUsed,
  deleteOld,
  saveCopy,
  selectCopy,
  sumSizes,
  touchCopy,
} from './copy-store.ts'
import { type Fetched, fetchCopy } from './fetch-copy.ts'
import type { CopiesNeeds } from './needs.ts'

export { copyPath, isDigestOf } from './copy-path.ts'

export type CopyOutcome =
  | { readonly kind: 'copy'; readonly fileKey: string }
  /** There is none, and there will be none. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'later' }

/** Pictures, films and sounds of other servers, kept here for a while. */
export interface Copies {
  /** The copy of a file that lies elsewhere, fetched now where there is none or it has grown old. */
  get(url: string): Promise<CopyOutcome>
  /** What was deleted where it came from is deleted here. */
  forget(urls: readonly string[]): Promise<void>
  /** Deletes what is old, and the least used while all are too large together. @returns how many */
  prune(): Promise<number>
}

const dayMs = 24 * 3600 * 1000
/** Reading often is not writing often. */
const touchedEveryMs = 6 * 3600 * 1000
const rests = { later: 60_000, gone: 600_000 }
const maxUnderWay = 16
const maxWaiting = 500
const pruneBatch = 200
/** After so much more the bound is looked at again. */
const pruneEveryBytes = 64 * 1024 * 1024

export function defineCopies(needs: CopiesNeeds): Copies {
  const { clock, db, storage } = needs
  const underWay = new Map<string, Promise<CopyOutcome>>()
  const failed = createBoundedMap<string, { until: number; kind: 'gone' | 'later' }>(10_000)
  const gate = createGate({ atOnce: maxUnderWay, mostWaiting: maxWaiting })
  let sincePruned = 0

  const removeFiles = async (keys: readonly string[]) => {
    for (const key of keys) await storage.remove(key)
  }
  const prune = async (): Promise<number> => {
    sincePruned = 0
    let pruned = 0
    const before = new Date(clock.now() - needs.keep.days * dayMs)
    for (let keys = await deleteOld(db.sql, before, pruneBatch); keys.length > 0; ) {
      await removeFiles(keys)
      pruned += keys.length
      keys = await deleteOld(db.sql, before, pruneBatch)
    }
    while ((await sumSizes(db.sql)) > needs.keep.mebibytes * 1024 * 1024) {
      const keys = await deleteLeastUsed(db.sql, pruneBatch)
      await removeFiles(keys)
      pruned += keys.length
      if (keys.length === 0) break
    }
    return pruned
  }
  const settle = async (url: string, old: Copy | undefined, fetched: Fetched): Promise<CopyOutcome> => {
    const digest = digestOf(url)
    if (fetched.kind === 'kept') {
      const at = new Date(clock.now())
      const replaced = await saveCopy(db.sql, digest, { ...fetched, at })
      if (replaced) await storage.remove(replaced)
      sincePruned += fetched.size
      if (sincePruned > pruneEveryBytes) await prune()
      return { kind: 'copy', fileKey: fetched.fileKey }
    }
    failed.set(url, { kind: fetched.kind, until: clock.now() + rests[fetched.kind] })
    // Its server has trouble: an old copy is better than none. Where the file is gone, so is the copy.
    if (old && fetched.kind === 'later') return { kind: 'copy', fileKey: old.fileKey }
    if (old) await removeFiles(await deleteCopies(db.sql, [digest]))
    return { kind: fetched.kind }
  }
  const fetchInTurn = async (url: string): Promise<Fetched> =>
    gate.isFull ? { kind: 'later' } : gate.enter(() => fetchCopy(needs, url))
  const renew = (url: string, old: Copy | undefined): Promise<CopyOutcome> => {
    const known = underWay.get(url)
    if (known) return known
    const act = async () => settle(url, old, await fetchInTurn(url))
    const renewing = act().finally(() => underWay.delete(url))
    underWay.set(url, renewing)
    return renewing
  }
  return {
    prune,
    async get(url) {
      if (!(await mayCopy(needs, url))) return { kind: 'gone' }
      const digest = digestOf(url)
      const copy = await selectCopy(db.sql, digest)
      const now = clock.now()
      if (copy && copy.fetchedAt.getTime() > now - needs.keep.days * dayMs) {
        if (copy.usedAt.getTime() < now - touchedEveryMs) await touchCopy(db.sql, digest, new Date(now))
        return { kind: 'copy', fileKey: copy.fileKey }
      }
      const failure = failed.get(url)
      if (failure && failure.until > now) {
        return copy ? { kind: 'copy', fileKey: copy.fileKey } : { kind: failure.kind }
      }
      return renew(url, copy)
    },
    async forget(urls) {
      await removeFiles(await deleteCopies(db.sql, urls.map(digestOf)))
    },
  }
}

/** The one word on whose media are fetched and shown. */
async function mayCopy({ policies }: Pick<CopiesNeeds, 'policies'>, url: string): Promise<boolean> {
  const host = URL.parse(url)?.host
  return host !== undefined && !(await policies.policyFor(host)).rejectMedia
}
