import { migrate } from '#platform/db/index.ts'
import { startEtcd } from '../../lab/topology/start-etcd.ts'
import { startNats } from '../../lab/topology/start-nats.ts'
import { startPatroni } from '../../lab/topology/start-patroni.ts'
import { openLab } from './open-lab.ts'

/** Where the engines for many machines are, as processes of the server are told. */
export interface ClusterAddresses {
  readonly nats: readonly string[]
  readonly natsMonitors: readonly string[]
  /** Each PostgreSQL by itself; the path is another in each database. */
  readonly postgres: readonly string[]
}

/** The engines of `npm run lab -- cluster`, without a server. */
export interface ClusterForTests extends AsyncDisposable {
  /** A migrated, empty database on whichever PostgreSQL leads, by HAProxy. Never connect to it: then it could not be copied. */
  readonly templateUrl: string
  readonly addresses: ClusterAddresses
}

/**
 * Three NATS servers with JetStream, three etcd, a PostgreSQL with a synchronous standby under Patroni, HAProxy before
 * them. As in all tests PostgreSQL writes without fsync, for none cuts the power; a commit waits for the standby.
 * @throws Error where the machine lacks what it needs
 */
export async function startCluster(): Promise<ClusterForTests> {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(await openLab())
  const nats = await startNats(lab)
  const etcd = await startEtcd(lab)
  const patroni = await startPatroni(
    lab,
    etcd.map(({ client }) => client),
    { parameters: { max_connections: '500', fsync: 'off', full_page_writes: 'off', jit: 'off' } },
  )
  await migrate(patroni.url)
  const postgres = patroni.nodes.map(({ host, port }) => {
    const url = new URL(patroni.url)
    url.host = `${host}:${port}`
    return url.href
  })
  const owned = stack.move()
  return {
    templateUrl: patroni.url,
    addresses: { nats: nats.urls, natsMonitors: nats.monitors, postgres },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
