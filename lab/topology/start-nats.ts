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
  const facts: Facts[] = []
  for (const [index, place] of places.entries()) {
    const [port, route, monitor] = [await freePort(), await freePort(), await freePort()]
    facts.push({ name: `nats${index + 1}`, ...place, port, route, monitor })
  }
  const routes = facts.map(({ host, route }) => `nats-route://${host}:${route}`)
  const program = programs.file('usr/sbin/nats-server')
  const nodes = []
  for (const one of facts) nodes.push(await startNode(lab, { ...one, routes, program }))
  for (const { host, monitor, name } of facts)
    await waitFor(
      `${name} to join the cluster`,
      async () =>
        (await fetch(`http://${host}:${monitor}/healthz`, { signal: AbortSignal.timeout(1000) })).ok,
      { signal: lab.signal },
    )
  return { nodes, urls: nodes.map(({ url }) => url) }
}

interface Facts {
  readonly name: string
  readonly host: string
  readonly namespace?: string
  readonly port: number
  readonly route: number
  readonly monitor: number
}

async function startNode(
  lab: Lab,
  {
    name,
    host,
    namespace,
    port,
    route,
    monitor,
    routes,
    program,
  }: Facts & { routes: readonly string[]; program: string },
): Promise<NatsNode> {
  const file = join(lab.folder, `${name}.conf`)
  await writeFile(
    file,
    `server_name: ${name}
listen: "${host}:${port}"
http: "${host}:${monitor}"
jetstream { store_dir: "${join(lab.folder, name)}", sync_interval: always }
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
