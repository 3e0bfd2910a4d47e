import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type Connection, readConnection } from './connection.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { commandLine } from './processes.ts'
import { isPostmasterOf } from './stop-leftover.ts'

/**
 * The connection to the PostgreSQL of a server that runs on this data folder now, for the operator's commands beside
 * it; undefined when none runs. Throws when the folder belongs to another user.
 */
export async function findRunningEmbeddedPostgres(dataDir: string): Promise<Connection | undefined> {
  const connection = await readConnection(dataDir)
  if (connection === undefined) return undefined
  const clusterDir = join(await realpath(dataDir), 'postgres')
  const file = await readPostmasterFile(clusterDir)
  if (file === undefined || !file.ready || !isPostmasterOf(commandLine(file.pid), clusterDir))
    return undefined
  return { ...connection, port: file.port }
}
