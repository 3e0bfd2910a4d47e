import { citusSettings, joinNodes } from '#kit/citus.ts'
import { findCitus } from '#kit/find-citus.ts'
import { shardDatabase } from '#platform/db/shards/index.ts'
import { tableHomes } from '#roles/table-homes.ts'
import type { Lab } from '../lab.ts'
import { type PostgresNode, query, startPostgres } from './start-postgres.ts'

/** One database on several nodes; its tables are spread by owner. */
export interface CitusCluster {
  /** Of the coordinator, whom Cairn asks. */
  readonly url: string
  readonly coordinator: PostgresNode
  readonly workers: readonly PostgresNode[]
  /** Starts one more node and makes it known; shards come only when they are moved. */
  addWorker(): Promise<PostgresNode>
  /** Starts a worker again that was killed; from then on another one stands in `workers`. */
  restart(node: PostgresNode): Promise<void>
  /** One statement, asked of the coordinator. */
  ask: <Row>(statement: string) => Promise<readonly Row[]>
}

const database = 'cairn'
const shards = 8

/** @throws Error where there is no PostgreSQL with Citus: what to do about it */
export async function startCitus(lab: Lab, options: { readonly workers: number }): Promise<CitusCluster> {
  const found = findCitus()
  if (found.kind === 'missing') throw new Error(`Here is ${found.because}`)
  const { bin } = found
  lab.say(`starting a coordinator and ${options.workers} workers of Citus`)
  const start = (name: string, port?: number) =>
    startPostgres(lab, { name, bin, settings: citusSettings, ...(port !== undefined && { port }) })
  const coordinator = await start('coordinator')
  const workers: PostgresNode[] = []
  for (let number = 1; number <= options.workers; number++) workers.push(await start(`shards${number}`))
  await joinNodes([coordinator, ...workers], database)
  const url = coordinator.url(database)
  lab.say('spreading the tables')
  await shardDatabase({ url, shards, homes: tableHomes, onTable: () => undefined })
  const draw = (node: PostgresNode, role: string) => {
    lab.picture.node({ id: node.name, role })
    if (node !== coordinator) lab.picture.edge(coordinator.name, node.name)
  }
  draw(coordinator, 'coordinator')
  for (const worker of workers) draw(worker, 'worker')
  return {
    url,
    coordinator,
    workers,
    async addWorker() {
      const worker = await start(`shards${workers.length + 1}`)
      await query(worker.url('postgres'), `create database ${database}`)
      await query(worker.url(database), 'create extension citus')
      await query(url, `select citus_add_node('127.0.0.1', ${worker.port})`)
      workers.push(worker)
      draw(worker, 'worker')
      return worker
    },
    async restart(node) {
      const again = await start(node.name, node.port)
      workers[workers.indexOf(node)] = again
    },
    ask: async <Row>(statement: string) => (await query(url, statement)) as unknown as readonly Row[],
  }
}
