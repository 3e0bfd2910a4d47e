import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import postgres from 'postgres'

const folder = new URL('../../../migrations/', import.meta.url)

/**
 * Brings a database to the present schema: every file of `migrations/expand` in order of name, each in one
 * transaction, once. Several processes may start together: one migrates, the others wait on the table's lock.
 * @throws Error when an applied file was changed since: migrations only go forward.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await sql`
      create table if not exists schema_migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now()
      )
    `.catch(ignoreRace)
    const files = (await readdir(new URL('expand/', folder))).filter((name) => name.endsWith('.sql')).sort()
    for (const name of files) await applyOnce(sql, name)
  } finally {
    await sql.end()
  }
}

async function applyOnce(sql: postgres.Sql, name: string): Promise<void> {
  const text = await readFile(new URL(`expand/${name}`, folder), 'utf8')
  const checksum = createHash('sha256').update(text).digest('hex')
  await sql.begin(async (tx) => {
    await tx`lock table schema_migrations in exclusive mode`
    const [applied] = await tx<{ checksum: string }[]>`
      select checksum from schema_migrations where name = ${name}
    `
    if (applied && applied.checksum !== checksum) {
      throw new Error(`Migration ${name} was changed after it had been applied. Add a new file instead.`)
    }
    if (applied) return
    await tx.unsafe(text)
    await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`
  })
}

/** `create table if not exists` still fails when two processes create it in the same instant. */
function ignoreRace(error: unknown): void {
  if (error instanceof postgres.PostgresError && (error.code === '23505' || error.code === '42P07')) return
  throw error
}
