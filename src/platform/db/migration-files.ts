import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'

/** The folder `migrations/` of this version. */
const own = new URL('../../../migrations/', import.meta.url)

/** As `schema_migrations` knows it. */
export interface AppliedMigration {
  /** Of its file; one that contracts is called `contract/…`. */
  readonly name: string
  /** SHA-256, hexadecimal. */
  readonly checksum: string
}

export interface Migration extends AppliedMigration {
  readonly text: string
}

/** What adds to the schema, in order: versions of Cairn that do not know of it work on. */
export function readExpanding(folder = own): Promise<readonly Migration[]> {
  return readFolder(new URL('expand/', folder), '')
}

/** What takes away from the schema, in order: needs that no older version works on the database any more. */
export function readContracting(folder = own): Promise<readonly Migration[]> {
  return readFolder(new URL('contract/', folder), 'contract/')
}

async function readFolder(folder: URL, prefix: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter(isMigration).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8')
      return { name: `${prefix}${name}`, checksum: createHash('sha256').update(text).digest('hex'), text }
    }),
  )
}

/** The moment in a migration's name, `20261124090000`, by which all are put in order. */
export function stampOf(name: string): string {
  return /(\d{14})-[^/]*$/.exec(name)?.[1] ?? ''
}

let connectionName: string | undefined

/** What connections of the server are called: `cairn`, and the stamp of the newest migration that this version brings. */
export function nameConnection(): string {
  connectionName ??= `cairn ${newestStamp()}`
  return connectionName
}

function newestStamp(): string {
  const names = ['expand/', 'contract/'].flatMap((folder) => readdirSync(new URL(folder, own)))
  return names.filter(isMigration).map(stampOf).sort().at(-1) ?? ''
}

function isMigration(name: string): boolean {
  return name.endsWith('.sql')
}
