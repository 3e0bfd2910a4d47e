import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { resolveBinaries } from '#platform/db/embedded/resolve-binaries.ts'
import { chooseRunAs, spawnAs } from '#platform/db/embedded/run-as.ts'
import { migrate } from '#platform/db/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's address of the cluster that all tests of a run share. */
    postgresUrl: string
  }
}

const template = 'cairn_template'
let stop: (() => Promise<void>) | undefined

/** One cluster for the whole run, without fsync, with a migrated template; it dies with this process. */
export async function setup(project: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-tests-'))
  const binaries = await resolveBinaries()
  const clusterDir = join(folder, 'cluster')
  const { runAs } = await chooseRunAs({ program: binaries.postgres, dataDir: '/tmp', clusterDir })
  if (runAs.account) await chown(folder, runAs.account.uid, runAs.account.gid)
  const initdb = spawnAs(
    runAs,
    'KILL',
    [
      binaries.initdb,
      '-D',
      clusterDir,
      '-U',
      'cairn',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--locale=C.UTF-8',
    ],
    { stdio: 'ignore' },
  )
  const [code] = await once(initdb, 'exit')
  if (code !== 0) throw new Error(`initdb ended with ${code}.`)
  const port = await freePort()
  const options = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'jit=off',
    'shared_buffers=128MB',
  ]
  const server = spawnAs(
    runAs,
    'INT',
    [binaries.postgres, '-D', clusterDir, ...options.flatMap((option) => ['-c', option])],
    { stdio: 'ignore' },
  )
  stop = async () => {
    server.kill('SIGINT')
    if (server.exitCode === null) await once(server, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  const url = `postgres://cairn@127.0.0.1:${port}/postgres`
  await prepareTemplate(url)
  project.provide('postgresUrl', url)
}

export async function teardown(): Promise<void> {
  await stop?.()
}

async function prepareTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 1 })
  for (let attempt = 0; ; attempt++) {
    try {
      await sql`select 1`
      break
    } catch (error) {
      if (attempt > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await sql.unsafe(`create database ${template}`)
  await sql.end()
  await migrate(url.replace(/postgres$/, template))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No free port.')
  return address.port
}
