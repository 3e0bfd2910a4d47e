import { randomBytes } from 'node:crypto'
import type { Database, Transaction } from '#platform/db/index.ts'
import { claimRows, lockRow, pruneRows, readShare, releaseRows } from './lease-store.ts'

/** The duties of this process among others on the same database. */
export interface Leases extends AsyncDisposable {
  /** From now on asks for this duty whenever nobody has it. */
  want(name: string): void
  /** From now on asks for as many of these as is fair among the processes that share them. */
  share(set: string, names: readonly string[]): void
  /** By this process's own clock. */
  isHeld(name: string): boolean
  /**
   * Makes the transaction fail unless the duty is still this process's when it commits.
   * @throws LeaseLost
   */
  fence(tx: Transaction, name: string): Promise<void>
  /** Renews and takes at once, as the clock does every few seconds. */
  tick(): Promise<void>
}

/** Another process has the duty, or may have it. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

interface Held {
  readonly epoch: string
  /** In the time of `performance.now()`, which goes on while the process is stopped. */
  readonly until: number
}

/**
 * @param options.seconds how long a silent holder keeps a duty. Default 15; renewed three times as often.
 */
export function createLeases(db: Database, { seconds = 15 }: { readonly seconds?: number } = {}): Leases {
  const holder = randomBytes(9).toString('base64url')
  const wanted = new Set<string>()
  const shares = new Map<string, readonly string[]>()
  const held = new Map<string, Held>()

  const claim = async (names: readonly string[]) => {
    if (names.length === 0) return
    // Counted from before the asking: the database's own count begins later.
    const until = performance.now() + seconds * 1000
    const rows = await claimRows(db, { holder, names, seconds })
    for (const name of names) held.delete(name)
    for (const { name, epoch } of rows) held.set(name, { epoch, until })
  }
  const release = async (names: readonly string[]) => {
    for (const name of names) held.delete(name)
    if (names.length > 0) await releaseRows(db, holder, names)
  }
  const isHeld = (name: string) => (held.get(name)?.until ?? 0) > performance.now()
  const tickShare = async (set: string, names: readonly string[]) => {
    const presence = `${set}@`
    await claim([`${presence}${holder}`, ...names.filter((name) => held.has(name))])
    const { held: taken, present } = await readShare(db, { presence, names })
    const mine = names.filter(isHeld)
    const fair = Math.ceil(names.length / Math.max(1, present))
    await release(mine.slice(fair))
    const free = names.filter((name) => !taken.has(name))
    await claim(free.slice(0, Math.max(0, fair - mine.length)))
    await pruneRows(db, presence)
  }
  const tick = async () => {
    await claim([...wanted])
    for (const [set, names] of shares) await tickShare(set, names)
  }
  let ticking: Promise<void> | undefined
  const tickOnce = () => {
    ticking ??= tick().finally(() => {
      ticking = undefined
    })
    return ticking
  }
  // What fails is tried again: a duty that cannot be renewed ends by itself.
  const timer = setInterval(() => void tickOnce().catch(() => undefined), (seconds * 1000) / 3)
  timer.unref()
  return {
    want: (name) => void wanted.add(name),
    share: (set, names) => void shares.set(set, names),
    isHeld,
    async fence(tx, name) {
      const lease = held.get(name)
      if (!lease || !(await lockRow(tx.sql, { name, holder, epoch: lease.epoch })))
        throw new LeaseLost(`The duty ${name} is another process's.`)
    },
    tick: tickOnce,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await ticking?.catch(() => undefined)
      // A database that is gone cannot take them back; they end by themselves.
      await release([...held.keys()]).catch(() => undefined)
    },
  }
}
