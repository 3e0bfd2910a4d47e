import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { migrate, openDatabase } from '#platform/db/index.ts'
import { describeSchema } from './describe-schema.ts'
import { generatedFiles } from './generated-files.ts'

/** Writes every file that is made from the code and the migrations. Tests compare them with what is committed. */
const files = { ...generatedFiles(), 'schema.sql': await migratedSchema() }
for (const [path, text] of Object.entries(files)) {
  await writeFile(new URL(`../${path}`, import.meta.url), text)
  process.stdout.write(`${path}\n`)
}

async function migratedSchema(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cairn-generate-'))
  try {
    await using postgres = await startEmbeddedPostgres({ dataDir, fsync: false, log: () => {} })
    await migrate(postgres.url)
    await using db = openDatabase(postgres.url, { maxConnections: 3 })
    return await describeSchema(db.sql)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}
