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
    const applied = await sql<Applied[]>`select name, checksum from schema_migrations`
    const known = new Map(applied.map(({ name, checksum }) => [name, checksum]))
    for (const name of files) {
      const text = await readFile(new URL(`expand/${name}`, folder), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      refuseChanged(name, checksum, known.get(name))
      if (!known.has(name)) await applyOnce(sql, { name, text, checksum })
    }
  } finally {
    await sql.end()
  }
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

async function applyOnce(sql: postgres.Sql, migration: Applied & { readonly text: string }): Promise<void> {
  const { name, checksum, text } = migration
  await sql.begin(async (tx) => {
    await tx`lock table schema_migrations in exclusive mode`
    // Another process may have been faster.
    const [applied] = await tx<Applied[]>`select name, checksum from schema_migrations where name = ${name}`
    refuseChanged(name, checksum, applied?.checksum)
    if (applied) return
    await tx.unsafe(text)
    await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`
  })
}

function refuseChanged(name: string, checksum: string, applied: string | undefined): void {
  if (applied === undefined || applied === checksum) return
  throw new Error(`Migration ${name} was changed after it had been applied. Add a new file instead.`)
}

/** `create table if not exists` still fails when two processes create it in the same instant. */
function ignoreRace(error: unknown): void {
  if (error instanceof postgres.PostgresError && (error.code === '23505' || error.code === '42P07')) return
  throw error
}
