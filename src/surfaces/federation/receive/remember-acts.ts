import { createHash } from 'node:crypto'
import type { Database } from '#platform/db/index.ts'
import { deleteSeen, insertSeen, isSeen } from './inbox-store.ts'
import type { Activity } from './parse-activity.ts'

/**
 * By what a repeated activity is known. The actor is part of it, so that nobody spends the ids of others. A Follow
 * and its Undo may rightly come again under the same id (Misskey, PeerTube and Pixelfed name them by the pair), so
 * for these it is the signed request that must not come twice.
 */
export function duplicateKey(activity: Activity, body: Uint8Array, signature: Uint8Array): Buffer {
  const isRepeatable = activity.type === 'Follow' || activity.type === 'Undo'
  const hash = createHash('sha256').update(`activity\n${activity.actor}\n`)
  if (activity.id === undefined) return hash.update(body).digest()
  hash.update(activity.id)
  return isRepeatable ? hash.update('\n').update(signature).digest() : hash.digest()
}

/**
 * Remembers which acts were dealt with and which were taken back before they came, so that both orders of arrival
 * end in the same state.
 */
export interface RememberActs {
  /**
   * To be asked before acting.
   * @param delivery names the job: tried again after a crash, it gets the same answer again
   * @returns false when the act was taken back already: it must not be done
   */
  mayDo(act: { actor: string; id: string | undefined; delivery: string }): Promise<boolean>
  wasDone(actor: string, actId: string): Promise<boolean>
  /** Something was taken back that had not come yet. */
  undoneEarly(actor: string, actId: string): Promise<void>
}

export function createRememberActs(db: Pick<Database, 'sql' | 'transact'>): RememberActs {
  const wasDone = (actor: string, actId: string) => isSeen(db.sql, markOf('done', actor, actId))
  return {
    async mayDo({ actor, id, delivery }) {
      if (id === undefined) return true
      return db.transact(async (tx) => {
        const dropped = markOf('dropped', actor, delivery)
        if (await isSeen(tx.sql, dropped)) return false
        await insertSeen(tx.sql, markOf('done', actor, id))
        // Taken back once: the next act of the same id is a new one, on servers that use ids again.
        if (!(await deleteSeen(tx.sql, markOf('undone', actor, id)))) return true
        await insertSeen(tx.sql, dropped)
        return false
      })
    },
    wasDone,
    async undoneEarly(actor, actId) {
      if (!(await wasDone(actor, actId))) await insertSeen(db.sql, markOf('undone', actor, actId))
    },
  }
}

function markOf(what: 'done' | 'undone' | 'dropped', actor: string, name: string): Buffer {
  return createHash('sha256').update(`${what}\n${actor}\n${name}`).digest()
}
