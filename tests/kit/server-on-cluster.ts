import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { startBalancer } from '../../lab/topology/start-balancer.ts'
import { waitFor } from '../../lab/topology/wait-for.ts'
import { freePort } from './free-port.ts'
import { openLab } from './open-lab.ts'
import { type ServerProcess, type ServerProcessOptions, serverProcess } from './server-process.ts'
import type { ClusterAddresses } from './start-cluster.ts'

/** What each process of a server is told of the engines; the database names the stream, for each test has its own. */
export function settingsOnCluster(cluster: ClusterAddresses, databaseUrl: string): Record<string, string> {
  const { pathname } = new URL(databaseUrl)
  return {
    CAIRN_SECRET: 'one secret for all processes of this server',
    NATS_URL: cluster.nats.join(','),
    NATS_MONITORING_URL: cluster.natsMonitors.join(','),
    NATS_STREAM: pathname.slice(1),
    NATS_STREAM_MIB: '64',
    DATABASE_REPLICA_URL: cluster.postgres.map((url) => new URL(pathname, url).href).join(','),
    DATABASE_CONNECTIONS: '8',
  }
}

/** The stream of a database that is no more. */
export async function forgetStream(cluster: ClusterAddresses, databaseUrl: string): Promise<void> {
  const connection = await connect({ servers: [...cluster.nats] })
  try {
    const manager = await jetstreamManager(connection)
    await manager.streams.delete(new URL(databaseUrl).pathname.slice(1)).catch(() => undefined)
  } finally {
    await connection.close()
  }
}

/** As `npm run lab -- cluster` has it: three web and two worker processes, and HAProxy, by which people meet every web process. */
export async function processesOnCluster(
  options: ServerProcessOptions & { readonly host: string; readonly port: number },
): Promise<ServerProcess & AsyncDisposable> {
  const { host, port, environment } = options
  const web = await Promise.all(
    ['web1', 'web2', 'web3'].map(async (name) => ({ name, port: await freePort() })),
  )
  const roles = [
    ...web.map((one) => ({ ...one, roles: 'web,streaming,federation-in' })),
    ...[1, 2].map(() => ({ port: 0, roles: 'worker,federation-out' })),
  ]
  const all = roles.map((one) =>
    serverProcess({
      ...options,
      environment: { ...environment, HOST: '127.0.0.1', PORT: String(one.port), ROLES: one.roles },
      origin: one.port ? `http://127.0.0.1:${one.port}` : undefined,
    }),
  )
  const each = async (act: (one: ServerProcess) => Promise<void>) => void (await Promise.all(all.map(act)))
  const lab = await openLab()
  let isBalanced = false
  return {
    pid: () => all[0]?.pid(),
    log: () => all.map((one) => one.log()).join(''),
    kill: () => each((one) => one.kill()),
    stop: () => each((one) => one.stop()),
    async start() {
      await each((one) => one.start())
      if (!isBalanced) await startBalancer(lab, { host, port, targets: web })
      isBalanced = true
      // HAProxy looks twice a second whether they are back.
      await waitFor('HAProxy to find them', async () => (await fetch(`${options.origin}/health/ready`)).ok)
    },
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  }
}
