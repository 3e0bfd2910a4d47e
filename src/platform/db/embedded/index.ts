export type { Connection } from './connection.ts'
export { findRunningEmbeddedPostgres } from './find-running.ts'
export { DataDirInUse } from './lock-data-folder.ts'
export { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts'
