import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseRunAs, type RunAs, spawnAs } from '#platform/db/embedded/run-as.ts'
import { runPostmaster } from '#platform/db/embedded/run-postmaster.ts'
import { shardDatabase } from '#platform/db/shards/index.ts'
import { tableHomes } from '#roles/table-homes.ts'
import { type CitusAddress, citusSettings, joinNodes, query } from './citus.ts'
import { freePort } from './free-port.ts'

/** A coordinator and two workers, each a PostgreSQL of its own, without fsync. */
export interface CitusForTests extends AsyncDisposable {
  /** A migrated, sharded, empty database. Never connect to it: then it could not be copied. */
  readonly templateUrl: string
  readonly nodes: readonly CitusAddress[]
}

/** @param bin see `findCitus` */
export async function startCitus(bin: string): Promise<CitusForTests> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'cairn-citus-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const { runAs } = await chooseRunAs({
    program: join(bin, 'postgres'),
    dataDir: folder,
    clusterDir: join(folder, 'none'),
  })
  if (runAs.account) await chown(folder, runAs.account.uid, runAs.account.gid)
  const starting = ['coordinator', 'worker1', 'worker2'].map((name) =>
    startNode({ bin, runAs, clusterDir: join(folder, name) }),
  )
  const nodes = (await Promise.all(starting)).map((node) => stack.use(node))
  const [coordinator] = nodes
  if (!coordinator) throw new Error('No node was started.')
  await joinNodes(nodes, 'template')
  const templateUrl = coordinator.url('template')
  await shardDatabase({ url: templateUrl, shards: 8, homes: tableHomes, onTable: () => undefined })
  for (const node of nodes) await closeTemplate(node)
  const owned = stack.move()
  return { templateUrl, nodes, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

interface Node extends CitusAddress, AsyncDisposable {}

async function startNode({
  bin,
  runAs,
  clusterDir,
}: {
  bin: string
  runAs: RunAs
  clusterDir: string
}): Promise<Node> {
  await mkdir(clusterDir, { mode: 0o700 })
  if (runAs.account) await chown(clusterDir, runAs.account.uid, runAs.account.gid)
  await makeCluster({ bin, runAs, clusterDir })
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=400',
    'jit=off',
    'fsync=off',
    'full_page_writes=off',
    ...citusSettings,
  ]
  const running = runPostmaster({
    runAs,
    program: join(bin, 'postgres'),
    args: ['-D', clusterDir, ...settings.flatMap((setting) => ['-c', setting])],
    clusterDir,
    log: () => undefined,
  })
  if (!(await running.ready)) throw new Error(`PostgreSQL with Citus ended:\n${running.tail()}`)
  return {
    port,
    url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async [Symbol.asyncDispose]() {
      running.kill('SIGINT')
      await running.exit
    },
  }
}

async function makeCluster({ bin, runAs, clusterDir }: Parameters<typeof startNode>[0]): Promise<void> {
  const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync']
  const child = spawnAs(runAs, 'KILL', [join(bin, 'initdb'), '-D', clusterDir, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`initdb failed:\n${said}`)
}

/** Each database has a daemon of Citus, which would be in the way of copying it. */
async function closeTemplate(node: CitusAddress): Promise<void> {
  await query(node.url('postgres'), 'alter database template allow_connections false')
  await query(
    node.url('postgres'),
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = 'template'",
  )
}
