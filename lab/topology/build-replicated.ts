import { setTimeout as pause } from 'node:timers/promises'
import type { Lab } from '../lab.ts'
import { buildCluster, type Cluster, type ClusterOptions } from './build-cluster.ts'
import { startEtcd } from './start-etcd.ts'
import { type PatroniCluster, type PatroniOptions, startPatroni } from './start-patroni.ts'

/** A server of several processes, whose PostgreSQL has a synchronous standby and fails over by itself. */
export interface Replicated {
  readonly patroni: PatroniCluster
  readonly cluster: Cluster
}

export interface ReplicatedOptions extends Omit<ClusterOptions, 'databaseUrl'> {
  /** Three machines: etcd on each, PostgreSQL on the first two. Default: all on loopback. */
  readonly places?: NonNullable<PatroniOptions['places']>
  /** Whether Cairn reads from the standby. */
  readonly readsStandbys?: boolean
  /** Further settings of PostgreSQL. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** etcd, PostgreSQL under Patroni, HAProxy before the primary, Cairn, HAProxy before Cairn; the leader is drawn. */
export async function buildReplicated(lab: Lab, options: ReplicatedOptions): Promise<Replicated> {
  const { places, parameters = {}, readsStandbys = false, ...rest } = options
  const etcd = await startEtcd(lab, places)
  const patroni = await startPatroni(
    lab,
    etcd.map(({ client }) => client),
    { parameters, ...(places && { places: places.slice(0, 2) }) },
  )
  const replicas = patroni.nodes.map(({ host, port }) => {
    const url = new URL(patroni.url)
    url.host = `${host}:${port}`
    return url.href
  })
  const cluster = await buildCluster(lab, {
    databaseUrl: patroni.url,
    ...rest,
    // All of them: whichever leads is not asked.
    ...(readsStandbys && { env: { ...rest.env, DATABASE_REPLICA_URL: replicas.join(',') } }),
  })
  lab.picture.node({ id: 'database', kind: 'broker', label: 'HAProxy', detail: 'to the primary' })
  for (const { name } of patroni.nodes) lab.picture.edge('database', name)
  for (const [index, { name }] of patroni.nodes.entries())
    lab.picture.edge(name, etcd[index]?.name ?? 'etcd1')
  drawLeader(lab, patroni)
  return { patroni, cluster }
}

/** Shows who leads, twice a second, as long as the experiment goes on. */
function drawLeader(lab: Lab, patroni: PatroniCluster): void {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const loop = async () => {
    while (!signal.aborted) {
      const leader = await patroni.primary()
      for (const { name } of patroni.nodes)
        lab.picture.node({ id: name, role: name === leader?.name ? 'primary' : 'standby' })
      await pause(500, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  lab.use({
    async [Symbol.asyncDispose]() {
      stop.abort()
      await looping
    },
  })
}
