import type { Sql } from '#platform/db/index.ts'

/** The only SQL on instance_settings. */
export async function selectSettings(sql: Sql): Promise<ReadonlyMap<string, unknown>> {
  const rows = await sql<{ name: string; value: unknown }[]>`select name, value from instance_settings`
  return new Map(rows.map((row) => [row.name, row.value]))
}

export async function upsertSetting(sql: Sql, name: string, value: unknown, at: Date): Promise<void> {
  await sql`
    insert into instance_settings (name, value, updated_at)
    values (${name}, ${sql.json(value as never)}, ${at})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
  `
}

export async function selectUpdatedAt(sql: Sql, name: string): Promise<Date | undefined> {
  const [row] = await sql<{ updatedAt: Date }[]>`
    select updated_at from instance_settings where name = ${name}
  `
  return row?.updatedAt
}
