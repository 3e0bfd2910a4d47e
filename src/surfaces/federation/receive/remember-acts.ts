import { createHash } from 'node:crypto'
import { createBatcher } from '#platform/batch/index.ts'
import type { Database } from '#platform/db/index.ts'
import { deleteAllSeen, insertAllSeen, insertSeen, isSeen, selectSeen } from './inbox-store.ts'
import type { Activity } from './parse-activity.ts'

/**
 * Acts that may rightly come again under an id that was used: a Follow and its Undo (Misskey, PeerTube and Pixelfed name
 * them by the pair), the answers to it (Hollo 0.10, as well), blocks, and pins (Hollo, by the person, and by the place).
 */
const repeatable: ReadonlySet<Activity['type']> = new Set([
  'Follow',
  'Undo',
  'Accept',
  'Reject',
  'Block',
  'Add',
  'Remove',
])

/**
 * By what a repeated activity is known. The actor is part of it, so that nobody spends the ids of others. Of acts that may
 * come again it is the signed request that must not come twice.
 */
export function duplicateKey(activity: Activity, body: Uint8Array, signature: Uint8Array): Buffer {
  const hash = createHash('sha256').update(`activity\n${activity.actor}\n`)
  if (activity.id === undefined) return hash.update(body).digest()
  hash.update(activity.id)
  return repeatable.has(activity.type) ? hash.update('\n').update(signature).digest() : hash.digest()
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
  const asked = createBatcher<Act, boolean>({ max: maxAtOnce, run: (acts) => findDue(db, acts) })
  const wasDone = (actor: string, actId: string) => isSeen(db.sql, markOf('done', actor, actId))
  return {
    mayDo: async ({ actor, id, delivery }) => id === undefined || asked.add({ actor, id, delivery }),
    wasDone,
    async undoneEarly(actor, actId) {
      if (!(await wasDone(actor, actId))) await insertSeen(db.sql, markOf('undone', actor, actId))
    },
  }
}

interface Act {
  readonly actor: string
  readonly id: string
  readonly delivery: string
}

const maxAtOnce = 200

/** Whether each may be done, for many in one transaction. */
async function findDue(db: Pick<Database, 'transact'>, acts: readonly Act[]): Promise<boolean[]> {
  const marks = acts.map(({ actor, id, delivery }) => ({
    dropped: markOf('dropped', actor, delivery).toString('hex'),
    done: markOf('done', actor, id).toString('hex'),
    undone: markOf('undone', actor, id).toString('hex'),
  }))
  return db.transact(async (tx) => {
    const before = await selectSeen(
      tx.sql,
      marks.map(({ dropped }) => dropped),
    )
    const open = marks.filter(({ dropped }) => !before.has(dropped))
    await insertAllSeen(
      tx.sql,
      open.map(({ done }) => done),
    )
    // Taken back once: the next act of the same id is a new one, on servers that use ids again.
    const undone = await deleteAllSeen(
      tx.sql,
      open.map((mark) => mark.undone),
    )
    const dropped = new Set(open.filter((mark) => undone.delete(mark.undone)).map((mark) => mark.dropped))
    if (dropped.size > 0) await insertAllSeen(tx.sql, [...dropped])
    return marks.map((mark) => !before.has(mark.dropped) && !dropped.has(mark.dropped))
  })
}

function markOf(what: 'done' | 'undone' | 'dropped', actor: string, name: string): Buffer {
  return createHash('sha256').update(`${what}\n${actor}\n${name}`).digest()
}
