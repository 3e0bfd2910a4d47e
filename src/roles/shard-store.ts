import { CannotShard, type ShardedTable, shardDatabase } from '#platform/db/shards/index.ts'
import type { StoreNeeds } from './find-store.ts'
import { tableHomes } from './table-homes.ts'

/** Spreads the tables of `DATABASE_URL` over the nodes of Citus. @throws CannotShard */
export async function shardStore(
  { settings }: StoreNeeds,
  shards: number,
  onTable: (table: ShardedTable) => void,
): Promise<readonly ShardedTable[]> {
  if (!settings.databaseUrl)
    throw new CannotShard(
      'The embedded database stays on one machine. Copy it to a PostgreSQL with Citus: `database copy --to …`; then set DATABASE_URL.',
    )
  return shardDatabase({ url: settings.databaseUrl, shards, homes: tableHomes, onTable })
}
