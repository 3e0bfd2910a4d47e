import postgres from 'postgres'
import { expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { migrate } from './index.ts'

it('leaves a migrated database as it is', async () => {
  await using database = await freshDatabase()
  await migrate(database.url)
  const sql = postgres(database.url, { max: 1 })
  const rows = await sql`select name from schema_migrations`
  await sql.end()
  expect(rows.length).toBeGreaterThan(0)
})
