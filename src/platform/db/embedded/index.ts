export { DataDirInUse } from './lock-data-folder.ts'
export {
  type EmbeddedPostgres,
  findRunningEmbeddedPostgres,
  startEmbeddedPostgres,
  urlOf,
} from './start-embedded-postgres.ts'
