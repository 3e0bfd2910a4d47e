import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#kit/free-port.ts'
import { migrate } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { enrol } from '../topology/enrol.ts'
import { type Disk, mountDisk } from '../topology/mount-disk.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { query, startPostgres } from '../topology/start-postgres.ts'

const kinds = {
  'fsync on': [],
  'commit before the disk': ['synchronous_commit=off', 'wal_writer_delay=1s'],
  'fsync off': ['fsync=off', 'full_page_writes=off'],
} as const

/** The power goes; what the disk had been told to keep is all that there is. */
export const powerCut: Experiment = {
  name: 'power-cut',
  session: 3,
  title: 'The power goes',
  question: 'Of the posts that were acknowledged, how many are on the disk when the power goes?',
  seconds: 75,
  needsRoot: true,
  async run(lab) {
    const outcomes: Outcome[] = []
    for (const [kind, settings] of Object.entries(kinds)) outcomes.push(await lose(lab, kind, settings))
    return conclude(outcomes)
  },
}

interface Outcome {
  readonly kind: string
  readonly acknowledged: number
  /** Undefined: the database does not even start. */
  readonly there: number | undefined
  readonly medianMs: number
}

async function lose(lab: Lab, kind: string, settings: readonly string[]): Promise<Outcome> {
  const id = kind.replaceAll(' ', '-')
  lab.say(`${kind}: a disk, PostgreSQL and a server on it`)
  const disk = await mountDisk(lab, { name: `disk-${id}`, mebibytes: 700 })
  const database = await startPostgres(lab, { name: `pg-${id}`, dataDir: join(disk.path, 'data'), settings })
  await query(database.url('postgres'), 'create database cairn')
  const databaseUrl = database.url('cairn')
  await migrate(databaseUrl)
  const port = await freePort()
  const cairn = await startCairn(lab, { name: `cairn-${id}`, databaseUrl, port })
  lab.picture.edge(`cairn-${id}`, `pg-${id}`)
  const people = await enrol({ origin: cairn.address, databaseUrl, dataDir: join(lab.folder, 'data', id) }, [
    'ada',
  ])
  // What was made so far is on the disk; only what comes now is at stake.
  await query(database.url('postgres'), 'checkpoint')
  const steady = postSteadily(lab, { origins: [cairn.address], people, perSecond: 30 })
  await pause(4000)
  lab.mark('fault', `${kind}: the power goes`)
  const before = steady.sent.filter(({ id: post }) => post !== undefined)
  const killing = [database.process().kill(), cairn.process().kill()]
  await Promise.all(killing)
  const path = await disk.afterPowerCut()
  await steady.stop()
  const there = await countAfter(lab, { path, id, before })
  lab.mark('healed', `${kind}: ${there ?? 'nothing'} of ${before.length} are on the disk`)
  return {
    kind,
    acknowledged: before.length,
    there,
    medianMs: quantile(
      before.map(({ ms }) => ms),
      0.5,
    ),
  }
}

/** Starts PostgreSQL on what is left, as after the power has come back, and counts. */
async function countAfter(
  lab: Lab,
  {
    path,
    id,
    before,
  }: { path: Awaited<ReturnType<Disk['afterPowerCut']>>; id: string; before: readonly Sent[] },
): Promise<number | undefined> {
  try {
    const again = await startPostgres(lab, { name: `pg-${id}-again`, dataDir: join(path, 'data') })
    const ids = before.map(({ id: post }) => `'${post}'`).join()
    const rows = await query(again.url('cairn'), `select id from posts where id in (${ids})`)
    return rows.length
  } catch {
    return undefined
  }
}

function conclude(outcomes: readonly Outcome[]): Findings {
  const [safe, ...others] = outcomes
  const lost = ({ acknowledged, there }: Outcome) => acknowledged - (there ?? 0)
  return {
    claims: [
      {
        text: 'As Cairn runs its database, nothing acknowledged is lost.',
        held: safe !== undefined && safe.acknowledged > 0 && lost(safe) === 0,
        seen: `${safe?.there ?? 0} of ${safe?.acknowledged ?? 0} are there`,
      },
      {
        text: 'The experiment can see a loss: without fsync something is missing.',
        held: others.some((one) => lost(one) > 0),
        seen: others.map((one) => `${one.kind}: ${lost(one)} of ${one.acknowledged} gone`).join('; '),
      },
    ],
    figures: [
      ...outcomes.map((one) => ({
        name: `lost, ${one.kind}`,
        value: lost(one),
        unit: `of ${one.acknowledged}`,
      })),
      ...outcomes.map(({ kind, medianMs }) => ({
        name: `answer, ${kind}, median`,
        value: medianMs,
        unit: 'ms',
      })),
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Posts that were acknowledged, and posts that were on the disk',
        unit: 'posts',
        members: ['acknowledged', 'on the disk'],
        groups: outcomes.map((one) => ({ name: one.kind, values: [one.acknowledged, one.there ?? 0] })),
      },
    ],
    lesson:
      'An answer is a promise about a disk. kill -9 does not test it, because the kernel still writes what a dead process had handed over; only a lost machine does.',
  }
}
