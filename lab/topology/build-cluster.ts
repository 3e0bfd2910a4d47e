import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Person } from '#kit/person.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import type { Lab } from '../lab.ts'
import { enrol } from './enrol.ts'
import { startBalancer } from './start-balancer.ts'
import { type CairnProcess, startCairn } from './start-cairn.ts'

/** One server as several processes on one database, behind a load balancer. */
export interface Cluster {
  /** Where people reach it: the balancer, or the only process. */
  readonly origin: string
  readonly web: readonly CairnProcess[]
  readonly workers: readonly CairnProcess[]
  readonly db: Database
  /** The first one is followed by all others. */
  readonly people: readonly Person[]
}

export interface ClusterOptions {
  readonly databaseUrl: string
  readonly web: number
  /** 0: web processes do the work, too. */
  readonly workers: number
  readonly people: number
  readonly env?: Readonly<Record<string, string>>
  /** Whether the balancer keeps people at one process. */
  readonly sticky?: boolean
}

/** Without which two processes of one server do not know each other's tokens. */
export const sharedSettings = { CAIRN_SECRET: 'one secret for all processes of this server' }

/** Starts web and worker processes, a balancer where there is more than one to choose from, and people who follow one. */
export async function buildCluster(lab: Lab, options: ClusterOptions): Promise<Cluster> {
  const { databaseUrl, env } = options
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const isBalanced = options.web > 1
  lab.say(`starting ${options.web} web and ${options.workers} worker processes`)
  lab.picture.node({ id: 'people', kind: 'client', label: 'people' })
  lab.picture.node({ id: 'database', kind: 'database', label: 'PostgreSQL' })
  // One folder for what people upload, whichever process takes it, and whichever is asked for it.
  const dataDir = join(lab.folder, 'data/shared')
  await mkdir(dataDir, { recursive: true })
  const more = {
    databaseUrl,
    origin,
    env: { ...sharedSettings, DATA_DIR: dataDir, ...env },
  }
  const webRoles = options.workers > 0 ? 'web,streaming,federation-in' : ''
  const web: CairnProcess[] = []
  for (let number = 1; number <= options.web; number++) {
    const name = `web${number}`
    web.push(await startCairn(lab, { ...more, name, roles: webRoles, ...(!isBalanced && { port }) }))
    draw(lab, { name, kind: 'web', from: isBalanced ? 'balancer' : 'people' })
  }
  const workers: CairnProcess[] = []
  for (let number = 1; number <= options.workers; number++) {
    const name = `worker${number}`
    workers.push(await startCairn(lab, { ...more, name, roles: 'worker,federation-out' }))
    draw(lab, { name, kind: 'worker' })
  }
  if (isBalanced) {
    lab.picture.node({ id: 'balancer', kind: 'balancer', label: 'HAProxy' })
    lab.picture.edge('people', 'balancer')
    await startBalancer(lab, { port, targets: web, sticky: options.sticky })
  }
  const db = lab.use(openDatabase(databaseUrl, { maxConnections: 3 }))
  const people = await settle(lab, { origin, databaseUrl, people: options.people })
  return { origin, web, workers, db, people }
}

function draw(lab: Lab, { name, kind, from }: { name: string; kind: 'web' | 'worker'; from?: string }): void {
  lab.picture.node({ id: name, kind, label: name })
  if (from) lab.picture.edge(from, name)
  lab.picture.edge(name, 'database')
}

/** Signs people up; all follow the first. */
async function settle(
  lab: Lab,
  { origin, databaseUrl, people }: { origin: string; databaseUrl: string; people: number },
): Promise<Person[]> {
  const dataDir = join(lab.folder, 'data/operator')
  const usernames = Array.from({ length: people }, (_, index) => `person${index}`)
  const enrolled = await enrol({ origin, databaseUrl, dataDir }, usernames)
  const [author, ...readers] = enrolled
  for (const reader of readers) await reader.post(`/api/v1/accounts/${author?.id}/follow`)
  return enrolled
}
