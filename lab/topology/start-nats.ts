import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { fetchPrograms } from './fetch-programs.ts'
import { type LabProcess, startProcess } from './start-process.ts'
import { waitFor } from './wait-for.ts'

export interface NatsNode {
  readonly name: string
  /** `nats://host:port` */
  readonly url: string
  process(): LabProcess
  restart(): Promise<void>
}

export interface NatsCluster {
  readonly nodes: readonly NatsNode[]
  /** For clients: all nodes. */
  readonly urls: readonly string[]
  /** Where each tells of itself. */
  readonly monitors: readonly string[]
}

/** Three NATS servers with JetStream, each of which writes to disk before it says yes. */
export async function startNats(
  lab: Lab,
  places: readonly { readonly host: string; readonly namespace?: string }[] = [
    { host: '127.0.0.1' },
    { host: '127.0.0.1' },
    { host: '127.0.0.1' },
  ],
): Promise<NatsCluster> {
  const programs = await fetchPrograms(lab, 'nats')
  lab.say('starting three NATS servers with JetStream')
  const facts: NatsServerFacts[] = []
  for (const [index, place] of places.entries()) {
    const [port, route, monitor] = [await freePort(), await freePort(), await freePort()]
    facts.push({ name: `nats${index + 1}`, ...place, port, route, monitor })
  }
  const routes = facts.map(({ host, route }) => `nats-route://${host}:${route}`)
  const program = programs.file('usr/sbin/nats-server')
  const nodes = []
  for (const one of facts) nodes.push(await startNatsServer(lab, { ...one, routes, program }))
  for (const { host, monitor, name } of facts)
    await waitFor(
      `${name} to join the cluster`,
      async () =>
        (await fetch(`http://${host}:${monitor}/healthz`, { signal: AbortSignal.timeout(1000) })).ok,
      { signal: lab.signal },
    )
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    monitors: facts.map(({ host, monitor }) => `http://${host}:${monitor}`),
  }
}

export interface NatsServerFacts {
  readonly name: string
  readonly host: string
  readonly namespace?: string
  readonly port: number
  readonly route: number
  readonly monitor: number
  /** False: only messages that nobody keeps. JetStream refuses a server that is told of no other. */
  readonly jetStream?: false
}

/** One server of a cluster; it finds those that it is not told of by gossip. */
export async function startNatsServer(
  lab: Lab,
  {
    name,
    host,
    namespace,
    port,
    route,
    monitor,
    jetStream,
    routes,
    program,
  }: NatsServerFacts & { routes: readonly string[]; program: string },
): Promise<NatsNode> {
  const file = join(lab.folder, `${name}.conf`)
  await writeFile(
    file,
    `server_name: ${name}
listen: "${host}:${port}"
http: "${host}:${monitor}"
${jetStream === false ? '' : `jetstream { store_dir: "${join(lab.folder, name)}", sync_interval: always }`}
cluster { name: lab, listen: "${host}:${route}", routes: [${routes.map((one) => `"${one}"`).join(', ')}] }
`,
  )
  lab.picture.node({ id: name, kind: 'broker', label: name })
  const launch = () => startProcess(lab, { name, command: program, args: ['-c', file], namespace })
  let child = launch()
  return {
    name,
    url: `nats://${host}:${port}`,
    process: () => child,
    async restart() {
      child = launch()
    },
  }
}
