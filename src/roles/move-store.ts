import { type CopiedTable, contract } from '#platform/db/index.ts'
import type { ShardedTable } from '#platform/db/shards/index.ts'
import { backUpStore } from './back-up-store.ts'
import { copyStore } from './copy-store.ts'
import { findStore, type StoreNeeds } from './find-store.ts'
import { restoreStore } from './restore-store.ts'
import { shardStore } from './shard-store.ts'

type OnTable = (table: CopiedTable) => void

/** Whole databases, from here and to here. @param needs asked for when a command runs */
export function moveStore(needs: () => StoreNeeds) {
  return {
    copyDatabase: async (to: string, onTable: OnTable) => copyStore(needs(), to, onTable),
    backUpDatabase: async (file: string, onTable: OnTable) => backUpStore(needs(), file, onTable),
    contractDatabase: async () => {
      const { settings, log } = needs()
      await using store = await findStore(settings, log)
      return contract(store.url)
    },
    restoreDatabase: async (file: string, onTable: OnTable) => restoreStore(needs(), file, onTable),
    shardDatabase: async (shards: number, onTable: (table: ShardedTable) => void) =>
      shardStore(needs(), shards, onTable),
  }
}
