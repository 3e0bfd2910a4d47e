import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import { startNetworkProxy } from '../faults/network-proxy.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { enrol } from '../topology/enrol.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { type PostgresNode, query, startPostgres } from '../topology/start-postgres.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawRate } from './draw-posts.ts'

/** One standby, two ways to follow: before the answer, or some time after it. */
export const syncOrAsync: Experiment = {
  name: 'sync-or-async',
  session: 3,
  title: 'Synchronous or asynchronous replication',
  question:
    'The standby falls a second behind, then the primary dies: what is lost, and what did it cost not to lose it?',
  seconds: 60,
  async run(lab) {
    const asynchronous = await failOver(lab, 'asynchronous')
    const synchronous = await failOver(lab, 'synchronous')
    return conclude(asynchronous, synchronous)
  },
}

interface Outcome {
  readonly kind: 'asynchronous' | 'synchronous'
  readonly sent: readonly Sent[]
  readonly lost: number
}

async function failOver(lab: Lab, kind: Outcome['kind']): Promise<Outcome> {
  lab.say(`${kind}: a primary, a standby and a server`)
  const primary = await startPostgres(lab, { name: `${kind}-1` })
  await query(primary.url('postgres'), 'create database cairn')
  await migrate(primary.url('cairn'))
  const wire = lab.use(await startNetworkProxy(primary.port))
  const standby = await startPostgres(lab, {
    name: `${kind}-2`,
    standbyOf: { ...primary, port: wire.port },
  })
  await waitFor(
    'the standby to follow',
    async () =>
      (await query(primary.url('postgres'), `select 1 from pg_stat_replication where state = 'streaming'`))
        .length > 0,
    { signal: lab.signal },
  )
  if (kind === 'synchronous') await demandStandby(primary)
  const address = lab.use(await startNetworkProxy(primary.port))
  const databaseUrl = `postgres://postgres@127.0.0.1:${address.port}/cairn`
  const cairn = await startCairn(lab, { name: `cairn-${kind}`, databaseUrl })
  lab.picture.edge(`cairn-${kind}`, primary.name)
  const people = await enrol(
    { origin: cairn.address, databaseUrl, dataDir: join(lab.folder, 'data', kind) },
    ['ada'],
  )
  const steady = postSteadily(lab, { origins: [cairn.address], people, perSecond: 20 })
  await pause(4000)
  lab.mark('fault', `${kind}: nothing gets through to the standby`)
  lab.picture.node({ id: standby.name, state: 'cut off' })
  wire.become({ fault: 'blackhole' })
  await pause(1500)
  lab.mark('fault', `${kind}: the primary dies`)
  lab.picture.node({ id: primary.name, state: 'down', role: '' })
  const acknowledged = steady.sent.flatMap(({ id }) => id ?? [])
  await primary.process().kill()
  await standby.promote()
  address.leadTo(standby.port)
  address.cut()
  lab.picture.node({ id: standby.name, state: 'up', role: 'primary' })
  lab.mark('healed', `${kind}: the standby leads`)
  await pause(4000)
  const sent = await steady.stop()
  const there = await query(
    standby.url('cairn'),
    `select id from posts where id in (${acknowledged.map((id) => `'${id}'`).join()})`,
  )
  await cairn.process()[Symbol.asyncDispose]()
  return { kind, sent, lost: acknowledged.length - there.length }
}

async function demandStandby(primary: PostgresNode): Promise<void> {
  await query(primary.url('postgres'), `alter system set synchronous_standby_names = '*'`)
  await query(primary.url('postgres'), 'select pg_reload_conf()')
}

function conclude(asynchronous: Outcome, synchronous: Outcome): Findings {
  const good = ({ sent }: Outcome) => sent.filter(({ status }) => status === 200)
  const median = (one: Outcome) =>
    quantile(
      good(one).map(({ ms }) => ms),
      0.5,
    )
  return {
    claims: [
      {
        text: 'Synchronous: nothing acknowledged is lost.',
        held: synchronous.lost === 0 && good(synchronous).length > 0,
        seen: `${synchronous.lost} of ${good(synchronous).length} lost`,
      },
      {
        text: 'Asynchronous: what was acknowledged in the meantime is lost.',
        held: asynchronous.lost > 0,
        seen: `${asynchronous.lost} of ${good(asynchronous).length} lost`,
      },
    ],
    figures: [
      { name: 'lost, asynchronous', value: asynchronous.lost, unit: 'posts' },
      { name: 'lost, synchronous', value: synchronous.lost, unit: 'posts' },
      { name: 'answer, asynchronous, median', value: median(asynchronous), unit: 'ms' },
      { name: 'answer, synchronous, median', value: median(synchronous), unit: 'ms' },
    ],
    charts: [asynchronous, synchronous].map(({ kind, sent }) => ({
      ...drawRate(sent),
      title: `Posts a second, ${kind}`,
    })),
    lesson:
      'With a synchronous standby nobody gets an answer while it hears nothing: the posts of that time are refused or late. With an asynchronous one they were all answered, and are gone. One cannot have both: that is the C and the A of CAP, and the L and the C of PACELC.',
  }
}
