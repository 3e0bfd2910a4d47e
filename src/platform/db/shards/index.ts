export { CannotShard } from './refuse-unready.ts'
export { isSharded, type ShardedTable, shardDatabase } from './shard-database.ts'
export type { TableHome, TableHomes } from './table-home.ts'
