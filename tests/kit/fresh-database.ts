import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'

/** A migrated, empty database of its own, gone when disposed of. */
export async function freshDatabase(): Promise<{ readonly url: string } & AsyncDisposable> {
  const template = new URL(templateUrl()).pathname.slice(1)
  // Without fsync a copy of the files takes a fifth of the time that logging each page takes.
  return create(`template ${template} strategy file_copy`)
}

/** A database in which nothing was ever made. */
export async function emptyDatabase(): Promise<{ readonly url: string } & AsyncDisposable> {
  return create('template template0')
}

async function create(how: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const name = `test_${randomBytes(8).toString('hex')}`
  // Nodes of a sharded database find each other by its name.
  for (const url of clusterUrls()) await administer(url, `create database ${name} ${how}`)
  const url = new URL(templateUrl())
  url.pathname = name
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => drop(name),
  }
}

/** That of this worker's cluster. */
function templateUrl(): string {
  const urls = inject('postgresUrls')
  const url = urls[Number(process.env['VITEST_POOL_ID'] ?? 1) % urls.length]
  if (url === undefined) throw new Error('No cluster was started for tests.')
  return url
}

/** Autovacuum at work in a database may not be ended by its owner (42501): it ends by itself, or with the cluster. */
async function drop(name: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      for (const url of clusterUrls()) await administer(url, `drop database if exists ${name} with (force)`)
      return
    } catch (error) {
      if (!(error instanceof postgres.PostgresError && error.code === '42501')) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** One cluster, or the coordinator and all of its workers. */
function clusterUrls(): string[] {
  const url = new URL(templateUrl())
  url.pathname = 'postgres'
  return [url.href, ...inject('workerUrls')]
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
