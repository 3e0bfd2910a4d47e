import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import { eventually, type Person } from '#kit/person.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { type NetworkProxy, startNetworkProxy } from '../faults/network-proxy.ts'
import type { Lab } from '../lab.ts'
import { enrol } from './enrol.ts'
import { type CairnProcess, startCairn } from './start-cairn.ts'
import type { DatabaseServer } from './start-database.ts'

/** A server among others, with its own database, reached by others through a network that can be made bad. */
export interface FediverseServer {
  readonly name: string
  /** By what others know it: the address of its network. */
  readonly origin: string
  readonly host: string
  readonly cairn: CairnProcess
  readonly network: NetworkProxy
  readonly databaseUrl: string
  readonly dataDir: string
  /** A look into its tables. */
  readonly db: Database
  readonly people: readonly Person[]
}

export interface FediverseOptions {
  readonly servers: number
  /** How many live on each. */
  readonly people: number
  readonly env?: Readonly<Record<string, string>>
}

/** N independent servers on this machine. Names are a, b, c…; people are `person0` and on. */
export async function buildFediverse(
  lab: Lab,
  database: DatabaseServer,
  options: FediverseOptions,
): Promise<FediverseServer[]> {
  lab.say(`starting ${options.servers} servers, each with a database of its own`)
  const names = Array.from({ length: options.servers }, (_, index) => String.fromCodePoint(97 + index))
  const servers: FediverseServer[] = []
  // One after the other: starting all at once takes as long on few cores, and each start has its time limit.
  for (const name of names) servers.push(await startServer(lab, name, { database, ...options }))
  return servers
}

async function startServer(
  lab: Lab,
  name: string,
  { database, people, env }: FediverseOptions & { database: DatabaseServer },
): Promise<FediverseServer> {
  const network = lab.use(await startNetworkProxy())
  const databaseUrl = await database.create()
  const port = await freePort()
  network.leadTo(port)
  const host = `127.0.0.1:${network.port}`
  const origin = `http://${host}`
  const cairn = await startCairn(lab, { name, origin, port, databaseUrl, ...(env && { env }) })
  lab.picture.node({ id: name, label: `server ${name}`, kind: 'server' })
  const db = lab.use(openDatabase(databaseUrl, { maxConnections: 3 }))
  const dataDir = join(lab.folder, 'data', name)
  // Clients of the lab live beside their server: only what servers say to each other goes through the bad network.
  const reachedAt = cairn.address
  const usernames = Array.from({ length: people }, (_, index) => `person${index}`)
  const enrolled = await enrol({ origin, databaseUrl, dataDir, reachedAt }, usernames)
  return { name, origin, host, cairn, network, databaseUrl, dataDir, db, people: enrolled }
}

/** Finds somebody of another server, follows her, and waits until her server has agreed. */
export async function followAcross(follower: Person, author: Person, home: FediverseServer): Promise<void> {
  const handle = `@${author.username}@${home.host}`
  const account = await eventually(async () => {
    const { body } = await follower.get(
      `/api/v2/search?type=accounts&resolve=true&q=${encodeURIComponent(handle)}`,
    )
    return (body as { accounts?: { id: string }[] }).accounts?.[0]
  }, `the account ${handle}`)
  await follower.post(`/api/v1/accounts/${account.id}/follow`)
  await eventually(async () => {
    const { body } = await follower.get(`/api/v1/accounts/relationships?id[]=${account.id}`)
    return (body as { following: boolean }[])[0]?.following
  }, `the follow of ${handle} to be accepted`)
}
