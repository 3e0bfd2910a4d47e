import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { DataDirInUse, type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { lockDataFolder } from '#platform/db/embedded/lock-data-folder.ts'
import { migrate } from '#platform/db/index.ts'
import { findCitus } from './find-citus.ts'
import { type CitusForTests, startCitus } from './start-citus.ts'
import { type ClusterAddresses, type ClusterForTests, startCluster } from './start-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Migrated, empty databases that `freshDatabase` copies, each in a cluster of its own. Never connect to one: then it
     * could not be copied.
     */
    postgresUrls: readonly string[]
    /** With CAIRN_TEST_ON=citus: where a database is made beside that of the coordinator, which is in `postgresUrls`. */
    workerUrls: readonly string[]
    /** With CAIRN_TEST_ON=cluster: engines that all tests share; each has a database and a stream of its own there. */
    cluster: ClusterAddresses | null
  }
}

const prefix = 'cairn-tests-'
let running: readonly { postgres: EmbeddedPostgres; folder: string }[] = []
let citus: CitusForTests | undefined
let cluster: ClusterForTests | undefined

/**
 * A PostgreSQL for each worker, without fsync, with a migrated database to copy. They run under the same role and settings
 * as in production, and die with this process. Workers share none, because an open transaction in one database holds up
 * the readers of the event log in all of its cluster.
 */
export async function setup(project: TestProject): Promise<void> {
  await removeFoldersOfKilledRuns()
  const place = process.env['CAIRN_TEST_ON'] ?? ''
  if (place === 'citus') return setupCitus(project)
  if (place === 'cluster') return setupCluster(project)
  if (place !== '') throw new Error(`CAIRN_TEST_ON is citus or cluster, not ${place}.`)
  const workers = Array.from({ length: project.config.maxWorkers }, startPostgres)
  running = await Promise.all(workers)
  project.provide(
    'postgresUrls',
    running.map(({ postgres }) => postgres.url),
  )
  project.provide('workerUrls', [])
  project.provide('cluster', null)
}

/** All tests on one coordinator with two workers. @throws Error where there is no Citus */
async function setupCitus(project: TestProject): Promise<void> {
  const found = findCitus()
  if (found.kind === 'missing') throw new Error(`CAIRN_TEST_ON=citus, but there is ${found.because}`)
  citus = await startCitus(found.bin)
  project.provide('postgresUrls', [citus.templateUrl])
  project.provide(
    'workerUrls',
    citus.nodes.slice(1).map((node) => node.url('postgres')),
  )
  project.provide('cluster', null)
}

/** All tests on the engines of `npm run lab -- cluster`. @throws Error where those cannot be had */
async function setupCluster(project: TestProject): Promise<void> {
  cluster = await startCluster()
  project.provide('postgresUrls', [cluster.templateUrl])
  project.provide('workerUrls', [])
  project.provide('cluster', cluster.addresses)
}

async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    fsync: false,
    maxConnections: 300,
    log: (level, message, fields) => {
      if (level !== 'info') process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
    },
  })
  await migrate(postgres.url)
  return { postgres, folder }
}

export async function teardown(): Promise<void> {
  await citus?.[Symbol.asyncDispose]()
  await cluster?.[Symbol.asyncDispose]()
  await Promise.all(
    running.map(async ({ postgres, folder }) => {
      await postgres[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    }),
  )
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
