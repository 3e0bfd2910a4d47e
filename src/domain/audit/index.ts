import type { Database, Page, Transaction } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { type AuditEntry, insertEntry, selectEntries } from './audit-store.ts'

export type { AuditEntry } from './audit-store.ts'

/** Who of those who run this server did what. */
export interface Audit {
  /** To be called in the transaction of the action. */
  record(tx: Transaction, entry: Omit<AuditEntry, 'id' | 'createdAt'>): Promise<void>
  /** Newest first. @param target of one target only */
  listEntries(page: Page, target?: string): Promise<AuditEntry[]>
}

export interface AuditNeeds {
  readonly db: Database
  readonly ids: IdMaker
}

export function defineAudit({ db, ids }: AuditNeeds): Audit {
  return {
    record: (tx, entry) => insertEntry(tx.sql, { id: ids.next(), ...entry }),
    listEntries: (page, target) => selectEntries(db.sql, target, page),
  }
}
