import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { migrate } from '#platform/db/index.ts'
import type { Lab } from '../lab.ts'

/** One PostgreSQL with a database for each server: what a small fediverse needs of machines, and durable as in production. */
export interface DatabaseServer {
  /** A migrated, empty database. @returns its address */
  create(): Promise<string>
}

/** Starts the embedded PostgreSQL of the lab; every commit is on disk when it is acknowledged. */
export async function startDatabase(lab: Lab): Promise<DatabaseServer> {
  lab.say('starting PostgreSQL')
  const server = lab.use(
    await startEmbeddedPostgres({
      dataDir: join(lab.folder, 'postgres'),
      database: 'template',
      maxConnections: 300,
      log: () => undefined,
    }),
  )
  await migrate(server.url)
  return {
    async create() {
      const url = new URL(server.url)
      const name = `cairn_${randomBytes(4).toString('hex')}`
      url.pathname = '/postgres'
      const sql = postgres(url.href, { max: 1, fetch_types: false, onnotice: () => undefined })
      try {
        await sql.unsafe(`create database ${name} template template`)
      } finally {
        await sql.end()
      }
      url.pathname = `/${name}`
      return url.href
    },
  }
}
