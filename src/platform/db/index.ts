export { backUpDatabase } from './back-up-database.ts'
export { type BackupManifest, checkBackupFile } from './backup-file.ts'
export { all, type Changes, type Forget } from './changes.ts'
export { copyDatabase } from './copy-database.ts'
export { keyset, newestFirst, type Page } from './keyset.ts'
export { contract, migrate } from './migrate.ts'
export {
  type Database,
  type OneStatement,
  openDatabase,
  type Sql,
  type Statement,
  type Transaction,
  type TransactionSql,
} from './open-database.ts'
export { isConnectionLost, isUniqueViolation, OutOfTurn } from './postgres-errors.ts'
export { refuseHalfRestored, restoreDatabase } from './restore-database.ts'
export type { HintBus } from './route-hints.ts'
export { CannotCopy, type CopiedTable } from './whole-tables.ts'
