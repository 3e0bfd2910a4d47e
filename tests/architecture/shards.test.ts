import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { contract, openDatabase } from '#platform/db/index.ts'
import { tableHomes } from '#roles/table-homes.ts'
import { type OwnedTables, ownersAreNamed } from './shard-rules.ts'
import { parseSourceFile, projectRoot, readSourceFiles } from './source-file.ts'

const schema = await readFile(join(projectRoot, 'schema.sql'), 'utf8')
const owned: OwnedTables = new Map(
  [...tableHomes].flatMap(([name, home]) => (home.kind === 'distributed' ? [[name, home.by] as const] : [])),
)

it('every table has a home (src/roles/table-homes.ts)', () => {
  const tables = [...schema.matchAll(/^create table (\w+)/gm)].map(([, name]) => name ?? '')
  expect([...tableHomes.keys()].sort()).toEqual(tables.sort())
})

it('a distributed table is unique only within its owner, who is never null', async () => {
  await using database = await freshDatabase()
  await contract(database.url)
  await using db = openDatabase(database.url, { maxConnections: 1 })
  for (const [table, by] of owned) {
    const keys = await db.sql<{ definition: string; required: boolean }[]>`
      select pg_get_indexdef(i.indexrelid) as definition, a.attnotnull and a.atttypid = 'bigint'::regtype as required
      from pg_index as i
      join pg_attribute as a on a.attrelid = i.indrelid and a.attname = ${by}
      where i.indisunique and i.indrelid = ${table}::regclass
    `
    expect(keys.length).toBeGreaterThan(0)
    for (const { definition, required } of keys)
      expect([definition, required]).toEqual([expect.stringMatching(new RegExp(`\\(.*\\b${by}\\b`)), true])
  }
})

it('every statement on a distributed table says whose rows it means', async () => {
  expect(ownersAreNamed(owned)(await readSourceFiles()).join('\n')).toBe('')
})

describe('ownersAreNamed', () => {
  const find = (text: string) =>
    ownersAreNamed(new Map([['markers', 'account_id']]))([
      parseSourceFile('src/domain/x/x-store.ts', `sql\`${text}\``),
    ])

  it.each([
    ['select 1 from markers where timeline = ?', 'names no account_id'],
    ['delete from markers', 'names no account_id'],
    ['select 1 from markers where account_id = ? for update skip locked', 'skip locked'],
    ['delete from markers using posts as p where markers.account_id = p.account_id', 'posts'],
    [
      'delete from markers using jsonb_to_recordset(?) as g (id bigint), posts as p where p.id = account_id',
      'posts',
    ],
    [
      'insert into markers (account_id) values (?) on conflict do update set updated_at = now()',
      'calls now()',
    ],
    ['update markers set version = 1 from accounts as a where a.id = account_id', 'accounts'],
  ])('finds %s', (text, fault) => {
    expect(find(text)).toEqual([expect.stringContaining(fault)])
  })

  it.each([
    'select 1 from markers where account_id = ?',
    'insert into markers (account_id) select id from accounts',
    'delete from markers where account_id = ?',
    'select 1 from posts for update skip locked',
  ])('allows %s', (text) => {
    expect(find(text)).toEqual([])
  })
})
