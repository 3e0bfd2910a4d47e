import { once } from 'node:events'
import { open, readFile, rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'

/** Where the embedded PostgreSQL listens and as whom the server signs in; the shape that postgres.js takes. */
export type Connection = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly database: string
}

/** The address for postgres.js, libpq and every tool, with the password. */
export function urlOf({ host, port, username, password, database }: Connection): string {
  const [user, secret, name] = [username, password, database].map(encodeURIComponent)
  return `postgres://${user}:${secret}@${host}:${port}/${name}`
}

/** What the last run kept; undefined when there was none. Throws when the file belongs to another user. */
export async function readConnection(dataDir: string): Promise<Connection | undefined> {
  try {
    return JSON.parse(await readFile(connectionFile(dataDir), 'utf8')) as Connection
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${connectionFile(dataDir)} cannot be read; run this as the user that runs the server.`, {
      cause: error,
    })
  }
}

/** Keeps the connection, password included, where only the server's own user can read it. */
export async function keepConnection(dataDir: string, connection: Connection): Promise<void> {
  const file = connectionFile(dataDir)
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(`${JSON.stringify(connection)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

/**
 * A free port on loopback, the last one if it is free still. Below the range from which systems take ports for
 * outgoing connections: after a crash PostgreSQL must find its port free again.
 */
export async function choosePort(last: number): Promise<number> {
  if (last !== 0 && (await isFree(last))) return last
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (await isFree(port)) return port
  }
  throw new Error('No port between 20000 and 29999 is free on 127.0.0.1 for PostgreSQL.')
}

/** Signs in, which proves the password, and creates the database when it is missing. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  try {
    await query(connection, 'select 1')
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error
    const name = `"${connection.database.replaceAll('"', '""')}"`
    await query({ ...connection, database: 'postgres' }, `create database ${name}`)
  }
}

async function query(connection: Connection, text: string): Promise<void> {
  const sql = postgres({ ...connection, max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    await sql.unsafe(text)
  } finally {
    await sql.end()
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}

function connectionFile(dataDir: string): string {
  return join(dataDir, 'postgres-connection.json')
}
