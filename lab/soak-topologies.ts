import { setTimeout as pause } from 'node:timers/promises'
import { killAndRestart } from './faults/kill.ts'
import type { Lab } from './lab.ts'
import type { SoakFault } from './load/index.ts'
import { buildCluster, type Cluster } from './topology/build-cluster.ts'
import { buildReplicated } from './topology/build-replicated.ts'
import type { CairnProcess } from './topology/start-cairn.ts'
import { startDatabase } from './topology/start-database.ts'
import { type NatsNode, startNats } from './topology/start-nats.ts'
import type { PatroniCluster } from './topology/start-patroni.ts'
import { waitFor } from './topology/wait-for.ts'

/** What is soaked, and what may befall it. */
export interface SoakGround {
  readonly cluster: Cluster
  readonly faults: readonly SoakFault[]
}

/** Two web and two worker processes on one database. The balancer sends people now here, now there. */
export async function buildProcesses(lab: Lab): Promise<SoakGround> {
  const database = await startDatabase(lab)
  const cluster = await buildCluster(lab, {
    databaseUrl: await database.create(),
    web: 2,
    workers: 2,
    people: 1,
  })
  return { cluster, faults: processesOf(cluster).flatMap((one) => faultsOf(lab, one)) }
}

/** The same on PostgreSQL that fails over and whose standby is read from, with NATS between the processes. */
export async function buildWhole(lab: Lab): Promise<SoakGround> {
  const nats = await startNats(lab)
  const { cluster, patroni } = await buildReplicated(lab, {
    web: 2,
    workers: 2,
    people: 1,
    readsStandbys: true,
    env: {
      NATS_URL: nats.urls.join(','),
      NATS_MONITORING_URL: nats.monitors.join(','),
      // The two PostgreSQL take 120 connections each, and either may have to bear all.
      DATABASE_CONNECTIONS: '8',
    },
  })
  return {
    cluster,
    faults: [
      ...processesOf(cluster).flatMap((one) => faultsOf(lab, one)),
      ...nats.nodes.map((node) => killNats(lab, node)),
      { name: 'kill -9 the primary', strike: () => killPrimary(lab, patroni) },
      { name: 'hand the lead over', strike: () => handOver(lab, patroni) },
    ],
  }
}

export function processesOf({ web, workers }: Cluster): CairnProcess[] {
  return [...web, ...workers]
}

function faultsOf(lab: Lab, one: CairnProcess): SoakFault[] {
  return [
    { name: `kill -9 ${one.name}`, strike: (roll) => killAndRestart(lab, one, 500 + roll() * 4000) },
    {
      name: `pause ${one.name}`,
      async strike(roll) {
        lab.mark('fault', `${one.name} is paused (SIGSTOP)`)
        one.process().pause()
        await pause(1000 + roll() * 5000)
        one.process().resume()
        lab.mark('healed', `${one.name} goes on`)
      },
    },
  ]
}

function killNats(lab: Lab, node: NatsNode): SoakFault {
  return {
    name: `kill -9 ${node.name}`,
    async strike(roll) {
      lab.mark('fault', `kill -9 ${node.name}`)
      await node.process().kill()
      await pause(500 + roll() * 4000)
      await node.restart()
      lab.mark('healed', `${node.name} is back`)
    },
  }
}

async function killPrimary(lab: Lab, patroni: PatroniCluster): Promise<void> {
  const old = await waitFor('a primary', () => patroni.primary(), { seconds: 60 })
  lab.mark('fault', `${old.name}, the primary, loses its power`)
  await old.kill()
  const next = await waitFor('a new primary', () => patroni.primary(), { seconds: 90 })
  lab.mark('note', `${next.name} leads`)
  await old.start()
  await waitForStandby(patroni)
  lab.mark('healed', `${old.name} follows`)
}

async function handOver(lab: Lab, patroni: PatroniCluster): Promise<void> {
  const old = await waitFor('a primary', () => patroni.primary(), { seconds: 60 })
  lab.mark('fault', `${old.name} hands over`)
  await patroni.switchOver()
  const isOther = async () => {
    const leader = await patroni.primary()
    return leader !== undefined && leader.name !== old.name
  }
  await waitFor('another primary', isOther, { seconds: 90 })
  await waitForStandby(patroni)
  lab.mark('healed', `${old.name} follows`)
}

/** Before that nothing else may happen to it: the only copy would be lost. */
async function waitForStandby(patroni: PatroniCluster): Promise<void> {
  await waitFor('a standby that follows', () => patroni.hasStandby(), { seconds: 120 })
}
