import { execFile } from 'node:child_process'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { migrate } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { type Look, readSteadily } from '../measure/read-steadily.ts'
import { enrol } from '../topology/enrol.ts'
import { mountDisk } from '../topology/mount-disk.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { type PostgresNode, query, startPostgres } from '../topology/start-postgres.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawLooks } from './draw-looks.ts'
import { answeredAt, drawRate } from './draw-posts.ts'

const run = promisify(execFile)

/** A disk that is full refuses; what matters is that it does not lie, and goes on when there is room. */
export const fullDisk: Experiment = {
  name: 'full-disk',
  session: 4,
  title: 'The disk is full',
  question:
    'The disk of the database fills up while people post: what is refused, what is lost, what recovers?',
  seconds: 75,
  needsRoot: true,
  async run(lab) {
    const disk = await mountDisk(lab, { name: 'disk', mebibytes: 400 })
    const dataDir = join(disk.path, 'data')
    const settings = ['max_wal_size=48MB', 'min_wal_size=32MB']
    let database = await startPostgres(lab, { name: 'postgresql', dataDir, settings })
    const { port } = database
    await query(database.url('postgres'), 'create database cairn')
    const databaseUrl = database.url('cairn')
    await migrate(databaseUrl)
    const cairn = await startCairn(lab, { name: 'cairn', databaseUrl })
    lab.picture.edge('cairn', 'postgresql')
    const people = await enrol(
      { origin: cairn.address, databaseUrl, dataDir: join(lab.folder, 'data/operator') },
      ['ada', 'ben'],
    )
    const load = startLoad(lab, cairn.address, people)
    await pause(5000)

    lab.mark('fault', 'something else fills the disk')
    const fullAt = lab.now()
    const ballast = join(disk.path, 'ballast')
    await fill(disk.path, ballast)
    await hastenWal(lab, database)
    const refusedAt = await waitFor('the first refusal', () => load.firstRefusal(fullAt), {
      seconds: 40,
      signal: lab.signal,
    })
    lab.mark('note', 'posts are refused')
    await pause(6000)
    const crashed = !database.process().isRunning()
    if (crashed) lab.picture.node({ id: 'postgresql', state: 'down' })
    lab.mark('healed', 'there is room again')
    await rm(ballast)
    const roomAt = lab.now()
    if (crashed) {
      lab.mark('note', 'PostgreSQL had stopped itself and is started, as its supervisor does')
      database = await startPostgres(lab, { name: 'postgresql', dataDir, port, settings })
      lab.picture.node({ id: 'postgresql', state: 'up' })
    }
    await waitFor('a post to be taken again', () => load.acknowledgedAfter(roomAt), {
      seconds: 60,
      signal: lab.signal,
    })
    const recoveredMs = lab.now() - roomAt
    await pause(4000)
    const { sent, looks } = await load.stop()
    return conclude({ database, sent, looks, fullAt, refusedAt, roomAt, recoveredMs, crashed })
  },
}

function startLoad(lab: Lab, origin: string, people: Awaited<ReturnType<typeof enrol>>) {
  const [author, reader] = people
  if (!author || !reader) throw new Error('Nobody is there.')
  const steady = postSteadily(lab, { origins: [origin], people: [author], perSecond: 10 })
  const acknowledged = () =>
    steady.sent.reduce((most, { id }) => (id && BigInt(id) > most ? BigInt(id) : most), 0n)
  const reading = readSteadily(lab, { origin, reader, author, perSecond: 4, acknowledged })
  return {
    firstRefusal: (after: number) =>
      steady.sent
        .filter((one) => one.status !== 200)
        .map(answeredAt)
        .find((at) => at > after),
    acknowledgedAfter: (after: number) => steady.sent.some((one) => one.status === 200 && one.at > after),
    async stop() {
      const [sent, looks] = await Promise.all([steady.stop(), reading.stop()])
      return { sent, looks }
    },
  }
}

/** Takes what is free, and then what is left of it. */
async function fill(path: string, ballast: string): Promise<void> {
  const { bavail, bsize } = await statfs(path)
  await run('fallocate', ['-l', String(Math.max(1, bavail - 16) * bsize), ballast])
  const rest = Buffer.alloc(4096)
  for (let blocks = 0; blocks < 4096; blocks++) {
    const isFull = await writeFile(ballast, rest, { flag: 'a' }).then(
      () => false,
      () => true,
    )
    if (isFull) return
  }
}

/** The log is written in files of 16 MB that are there already: hours may pass until a new one is needed. */
async function hastenWal(lab: Lab, database: PostgresNode): Promise<void> {
  lab.say('using up the files of the log that are there')
  for (let file = 0; file < 12 && database.process().isRunning(); file++) {
    const step = `select pg_logical_emit_message(false, 'lab', 'x'); select pg_switch_wal()`
    const isRefused = await query(database.url('cairn'), step).then(
      () => false,
      () => true,
    )
    if (isRefused) return
    await pause(150)
  }
}

async function conclude(seen: {
  readonly database: PostgresNode
  readonly sent: readonly Sent[]
  readonly looks: readonly Look[]
  readonly fullAt: number
  readonly refusedAt: number
  readonly roomAt: number
  readonly recoveredMs: number
  readonly crashed: boolean
}): Promise<Findings> {
  const { sent, looks, fullAt, roomAt } = seen
  const ids = sent.flatMap(({ id }) => id ?? [])
  const rows = await query(
    seen.database.url('cairn'),
    `select id from posts where id in (${ids.map((id) => `'${id}'`).join()})`,
  )
  const during = <T extends { at: number }>(some: readonly T[]) =>
    some.filter(({ at }) => at > fullAt && at < roomAt)
  const refused = during(sent).filter(({ status }) => status !== 200)
  const reads = during(looks)
  return {
    claims: [
      {
        text: 'Nothing acknowledged is lost.',
        held: ids.length > 0 && rows.length === ids.length,
        seen: `${rows.length} of ${ids.length} posts are there`,
      },
      {
        text: 'A full disk is said, not hidden: posts were refused.',
        held: refused.length > 0,
        seen: `${refused.length} of ${during(sent).length} refused or unanswered while it was full`,
      },
      {
        text: 'With room again posts were taken again, in the same server process.',
        held: seen.recoveredMs < 60_000,
        seen: `after ${(seen.recoveredMs / 1000).toFixed(1)} s`,
      },
    ],
    figures: [
      { name: 'from full to the first refusal', value: (seen.refusedAt - fullAt) / 1000, unit: 's' },
      { name: 'from room to the first post', value: seen.recoveredMs / 1000, unit: 's' },
      { name: 'posts refused while full', value: refused.length, unit: `of ${during(sent).length}` },
      {
        name: 'reads answered while full',
        value: reads.filter(({ kind }) => kind !== 'refused').length,
        unit: `of ${reads.length}`,
      },
      { name: 'PostgreSQL stopped itself', value: seen.crashed ? 1 : 0, unit: 'times' },
    ],
    charts: [drawRate(sent), drawLooks('Reads a second', looks)],
    lesson:
      'PostgreSQL writes its log before it says yes. When that cannot be written it stops rather than guess, and reads stop with it: an alarm at 80 % is worth more than any cleverness at 100 %.',
  }
}
