import postgres from 'postgres'

/** What a node needs beside the settings of any PostgreSQL, as `name=value`. */
export const citusSettings: readonly string[] = [
  'shared_preload_libraries=citus',
  // A commit on several nodes is prepared on each first.
  'max_prepared_transactions=300',
  // Shards move by logical replication.
  'wal_level=logical',
  // One for each database, and for moves of shards.
  'max_worker_processes=100',
  // Nodes of one machine.
  'citus.node_conninfo=sslmode=prefer',
  // What was prepared on a node that died is settled so soon after it came back.
  'citus.recover_2pc_interval=2s',
]

export interface CitusAddress {
  readonly port: number
  url(database: string): string
}

/** Makes a database on every node, all on loopback, and lets the first be the coordinator of the others. */
export async function joinNodes(nodes: readonly CitusAddress[], database: string): Promise<void> {
  for (const node of nodes) {
    await query(node.url('postgres'), `create database ${database}`)
    await query(node.url(database), 'create extension citus')
  }
  const [coordinator, ...others] = nodes
  if (!coordinator) throw new Error('A cluster has at least one node.')
  const url = coordinator.url(database)
  await query(url, `select citus_set_coordinator_host('127.0.0.1', ${coordinator.port})`)
  for (const { port } of others) await query(url, `select citus_add_node('127.0.0.1', ${port})`)
}

/** One statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<postgres.RowList<postgres.Row[]>> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
