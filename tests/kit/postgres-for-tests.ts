import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { DataDirInUse, type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { lockDataFolder } from '#platform/db/embedded/lock-data-folder.ts'
import { migrate } from '#platform/db/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty database that `freshDatabase` copies. Never connect to it: then it could not be copied. */
    postgresUrl: string
  }
}

const prefix = 'cairn-tests-'
let running: { postgres: EmbeddedPostgres; folder: string } | undefined

/**
 * One cluster for the whole run, without fsync, with a migrated database to copy. It runs under the same role and
 * settings as in production, and it dies with this process.
 */
export async function setup(project: TestProject): Promise<void> {
  await removeFoldersOfKilledRuns()
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    fsync: false,
    maxConnections: 300,
    log: (level, message, fields) => {
      if (level !== 'info') process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
    },
  })
  running = { postgres, folder }
  await migrate(postgres.url)
  project.provide('postgresUrl', postgres.url)
}

export async function teardown(): Promise<void> {
  if (running === undefined) return
  await running.postgres[Symbol.asyncDispose]()
  await rm(running.folder, { recursive: true, force: true })
}

async function removeFoldersOfKilledRuns(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix))
  for (const name of names) {
    const folder = join(tmpdir(), name)
    try {
      // One that was made this moment may not be locked yet.
      if (Date.now() - (await stat(folder)).mtimeMs < 60_000) continue
      const lock = await lockDataFolder(folder)
      await rm(folder, { recursive: true, force: true })
      await lock[Symbol.asyncDispose]()
    } catch (error) {
      // In use by another run, left by another user, or gone meanwhile: not ours to remove.
      const { code } = error as NodeJS.ErrnoException
      if (!(error instanceof DataDirInUse) && code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT')
        throw error
    }
  }
}
