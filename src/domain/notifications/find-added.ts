import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '#platform/db/index.ts'
import type { AddedNotification } from './events.ts'
import type { Notification } from './notification.ts'
import { selectAdded } from './notification-store.ts'

/** Together less than a second: what is missing then was taken back. */
const patienceMs = [10, 40, 150, 600]

/**
 * What an event tells of, oldest first. On a sharded database an event may be read a moment before its rows: the
 * coordinator commits first and then tells the other nodes to (decision 0015).
 */
export const findAdded =
  ({ db }: { readonly db: Pick<Database, 'sql' | 'isSharded'> }) =>
  async (added: readonly AddedNotification[]): Promise<Notification[]> => {
    let found = await selectAdded(db.sql, added)
    for (const ms of patienceMs) {
      if (found.length === added.length || !(await db.isSharded())) break
      await pause(ms)
      found = await selectAdded(db.sql, added)
    }
    return found
  }
