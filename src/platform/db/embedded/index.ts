export { findRunningEmbeddedPostgres } from './find-running.ts'
export { DataDirInUse } from './lock-data-folder.ts'
export { commandLine } from './processes.ts'
export { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts'
