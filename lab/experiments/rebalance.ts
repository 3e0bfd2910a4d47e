import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Claim, Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { runSoak, type SoakFault, type SoakResult } from '../load/index.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { longestGap } from '../report/statistics.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { type CitusCluster, startCitus } from '../topology/start-citus.ts'
import type { PostgresNode } from '../topology/start-postgres.ts'
import { waitFor } from '../topology/wait-for.ts'
import { answeredAt, drawLatency, drawRate } from './draw-posts.ts'

const downMs = 4000

/** Homes and notifications lie on several nodes: one more node takes shards over, and one dies, while people go on. */
export const rebalance: Experiment = {
  name: 'rebalance',
  session: 3,
  title: 'Shards move, a shard node dies',
  question:
    'A node joins and takes shards over, another one dies and comes back: who notices, and what is lost?',
  seconds: 200,
  async run(lab) {
    const citus = await startCitus(lab, { workers: 2 })
    const cluster = await buildCluster(lab, { databaseUrl: citus.url, web: 2, workers: 1, people: 6 })
    lab.picture.edge('database', citus.coordinator.name)
    const [author, ...readers] = cluster.people
    if (!author) throw new Error('Nobody is there.')
    const done: Done = { moved: 0, moveMs: 0 }
    // Dice decide when; the checkers must know all that is posted meanwhile, and so nobody else posts.
    const soaked = await runSoak({
      topology: {
        servers: [{ name: 'one', origin: cluster.origin, doors: [cluster.origin] }],
        processes: [],
      },
      faults: [inTurn([() => moveShards(lab, citus, done), () => killNode(lab, citus, citus.workers[0])])],
      faultEverySeconds: 2,
      minutes: 0.6,
      rate: 8,
      people: 8,
      seed: 3,
      restSeconds: 120,
      file: join(lab.folder, 'history.jsonl'),
      signal: lab.signal,
      say: lab.say,
    })
    // Then one author at a fixed rate, and the node dies where the author's own home is.
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 5 })
    await pause(3000)
    await killNode(lab, citus, await nodeOf(citus, author.id))
    const quietSince = lab.now()
    const isAnswered = () => steady.sent.some((one) => one.status === 200 && answeredAt(one) > quietSince)
    await waitFor('posts to be taken', isAnswered, { seconds: 60, signal: lab.signal })
    await pause(3000)
    const sent = await steady.stop()
    const good = sent.filter(({ status }) => status === 200)
    return {
      claims: [
        ...(await judgePosts(cluster.db, sent, readers)),
        ...soaked.verdicts.map(
          ({ checker, holds, examined, faults }): Claim => ({
            text: checker,
            held: holds,
            seen: holds ? `${examined} facts looked at` : JSON.stringify(faults[0]).slice(0, 300),
          }),
        ),
        bothHappened(soaked, done),
      ],
      figures: [
        { name: 'shards moved', value: done.moved, unit: '' },
        { name: 'to move them', value: done.moveMs / 1000, unit: 's' },
        { name: 'operations of people', value: soaked.operations, unit: '' },
        { name: 'of unknown outcome', value: soaked.unknown, unit: '' },
        { name: 'acknowledged posts', value: good.length, unit: `of ${sent.length}` },
        {
          name: 'longest time without an acknowledged post',
          value: longestGap(good.map(answeredAt)) / 1000,
          unit: 's',
        },
        { name: 'from the end of the load until all was at rest', value: soaked.restSeconds, unit: 's' },
      ],
      charts: [drawRate(sent), drawLatency(sent)],
      lesson:
        'A shard that moves is copied while it is written, and only its last step holds writers up. A node that dies takes the homes of its accounts along until it is back: they cannot post, others can, and what followers miss meanwhile waits in the log.',
    }
  },
}

interface Done {
  moved: number
  moveMs: number
}

/** The order is fixed, and after the last nothing more happens. */
function inTurn(acts: readonly (() => Promise<void>)[]): SoakFault {
  let next = 0
  return {
    name: 'the next in turn',
    async strike(_roll, signal) {
      const act = acts[next++]
      if (act) return act()
      await pause(60_000, undefined, { signal }).catch(() => undefined)
    },
  }
}

async function moveShards(lab: Lab, citus: CitusCluster, done: Done): Promise<void> {
  lab.mark('note', 'a third node joins')
  const worker = await citus.addWorker()
  const before = await placements(citus)
  lab.mark('fault', 'shards move to it')
  const begun = lab.now()
  // As `citus_rebalance_start()`, in the foreground.
  await citus.ask("select rebalance_table_shards(shard_transfer_mode => 'force_logical')")
  done.moveMs = lab.now() - begun
  const after = await placements(citus)
  done.moved = [...after].filter(([shard, port]) => before.get(shard) !== port).length
  lab.mark('healed', `${done.moved} shards lie on ${worker.name}`)
}

/** Shards of homes by the port of their node. */
async function placements(citus: CitusCluster): Promise<Map<string, number>> {
  const rows = await citus.ask<{ shardid: string; nodeport: number }>(
    "select shardid, nodeport from citus_shards where citus_table_type = 'distributed'",
  )
  return new Map(rows.map(({ shardid, nodeport }) => [shardid, nodeport]))
}

async function nodeOf(citus: CitusCluster, accountId: string): Promise<PostgresNode | undefined> {
  const [row] = await citus.ask<{ nodeport: number }>(
    `select nodeport from citus_shards where shardid = get_shard_id_for_distribution_column('home_timeline', ${accountId})`,
  )
  return citus.workers.find(({ port }) => port === row?.nodeport)
}

async function killNode(lab: Lab, citus: CitusCluster, node: PostgresNode | undefined): Promise<void> {
  if (!node) throw new Error('There is no such node.')
  lab.mark('fault', `kill -9 ${node.name}`)
  lab.picture.node({ id: node.name, state: 'down' })
  await node.process().kill()
  await pause(downMs)
  await citus.restart(node)
  lab.picture.node({ id: node.name, state: 'up' })
  lab.mark('healed', `${node.name} is back`)
}

function bothHappened({ faults }: SoakResult, { moved }: Done): Claim {
  const failed = faults.find((one) => one.failed !== undefined)?.failed
  return {
    text: 'Shards moved and a node died while people went on.',
    held: moved > 0 && faults.length >= 2 && failed === undefined,
    seen: failed ?? `${moved} shards, ${faults.length} acts`,
  }
}
