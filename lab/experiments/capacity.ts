import { type Figures, load } from '../../bench/measure.ts'
import type { Experiment, Findings } from '../experiment.ts'
import { buildCluster, type Cluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'

/** What people of a social network do on a day; the sources stand in docs/course/8. */
const habits = { homeReads: 30, posts: 0.6, localFollowers: 40, peakOverMean: 3, bytesOfMedia: 150_000 }
const day = 86_400
/** One PostgreSQL on a good machine; above it the owner decides on which shard a row lives. */
const coresOfOneMachine = 32

/** A few measured numbers, and arithmetic: from a laptop to everybody. */
export const capacity: Experiment = {
  name: 'capacity',
  session: 8,
  title: 'A model of capacity',
  question: 'With what this machine does measured, what would a thousand, a million, a billion people need?',
  seconds: 40,
  async run(lab) {
    const database = await startDatabase(lab)
    const cluster = await buildCluster(lab, {
      databaseUrl: await database.create(),
      web: 1,
      workers: 0,
      people: 8,
    })
    const measured = await measure(cluster)
    return conclude(measured)
  },
}

interface Measured {
  readonly reads: Figures
  readonly posts: Figures
  /** Bytes in the database for each post: rows, indexes, events, homes of its few followers. */
  readonly bytesOfPost: number
  readonly cores: number
}

async function measure({ origin, people, db }: Cluster): Promise<Measured> {
  const headers = (client: number) => ({
    authorization: `Bearer ${people[client % people.length]?.token}`,
    'content-type': 'application/json',
  })
  const post = (client: number, count: number) => ({
    method: 'POST' as const,
    path: '/api/v1/statuses',
    headers: headers(client),
    body: JSON.stringify({
      status: `A post of ordinary length, number ${count}, about #cairn and a walk.`,
      visibility: 'public',
    }),
  })
  const read = (client: number) => ({
    method: 'GET' as const,
    path: '/api/v1/timelines/home?limit=20',
    headers: headers(client),
  })
  const sizeOf = async () => {
    const [row] = await db.sql<{ bytes: string }[]>`select pg_database_size(current_database()) as bytes`
    return Number(row?.bytes ?? 0)
  }
  await load({ origin, clients: 16, seconds: 3, request: post })
  const before = await sizeOf()
  const posts = await load({ origin, clients: 16, seconds: 8, request: post })
  const bytesOfPost = ((await sizeOf()) - before) / Math.max(1, posts.count)
  const reads = await load({ origin, clients: 16, seconds: 5, request: read })
  return { posts, reads, bytesOfPost, cores: 2 }
}

/** Needs at the peak of the day, for so many people who come every day. */
function need(people: number, { reads, posts, bytesOfPost, cores }: Measured) {
  const peak = (perDay: number) => (people * perDay * habits.peakOverMean) / day
  const readsPerSecond = peak(habits.homeReads)
  const postsPerSecond = peak(habits.posts)
  return {
    readsPerSecond,
    postsPerSecond,
    homeRowsPerSecond: postsPerSecond * habits.localFollowers,
    cores: cores * (readsPerSecond / reads.perSecond + postsPerSecond / posts.perSecond),
    gigabytesAYear: (people * habits.posts * 365 * bytesOfPost) / 1e9,
    mediaTerabytesAYear: (people * habits.posts * 365 * 0.4 * habits.bytesOfMedia) / 1e12,
  }
}

function conclude(measured: Measured): Findings {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  const needs = sizes.map((people) => ({ people, ...need(people, measured) }))
  const onOne = needs.filter(({ cores }) => cores <= coresOfOneMachine).at(-1)
  const laptop = needs.filter(({ cores }) => cores <= measured.cores).at(-1)
  const failed = measured.posts.failures + measured.reads.failures
  return {
    claims: [
      {
        text: 'What the model is fed with was measured without a failure.',
        held: failed === 0,
        seen: `${failed} failures`,
      },
      {
        text: 'A laptop serves ten thousand people who come every day.',
        held: (laptop?.people ?? 0) >= 1e4,
        seen: `at most ${laptop?.people ?? 0} of the sizes looked at on ${measured.cores} cores`,
      },
    ],
    figures: [
      { name: 'measured: home reads', value: measured.reads.perSecond, unit: '/s' },
      { name: 'measured: posts', value: measured.posts.perSecond, unit: '/s' },
      { name: 'measured: a post in the database', value: measured.bytesOfPost, unit: 'bytes' },
      {
        name: `people on one machine of ${coresOfOneMachine} cores`,
        value: onOne?.people ?? 0,
        unit: 'at least',
      },
      ...needs
        .filter(({ people }) => [1e4, 1e6, 1e9].includes(people))
        .flatMap(({ people, cores, gigabytesAYear }) => [
          { name: `cores for ${people.toExponential(0)} people`, value: cores, unit: 'at the peak' },
          {
            name: `database for ${people.toExponential(0)} people`,
            value: gigabytesAYear,
            unit: 'GB a year',
          },
        ]),
    ],
    charts: [
      {
        kind: 'lines',
        title: 'What the peak of the day needs',
        x: { label: 'people who come every day, logarithmic', scale: 'log' },
        y: { label: 'logarithmic', scale: 'log' },
        series: [
          { name: 'cores', points: needs.map(({ people, cores }) => [people, cores]) },
          { name: 'posts/s', points: needs.map(({ people, postsPerSecond }) => [people, postsPerSecond]) },
          {
            name: 'home rows/s',
            points: needs.map(({ people, homeRowsPerSecond }) => [people, homeRowsPerSecond]),
          },
          {
            name: 'home reads/s',
            points: needs.map(({ people, readsPerSecond }) => [people, readsPerSecond]),
          },
        ],
      },
      {
        kind: 'lines',
        title: 'What a year adds',
        x: { label: 'people who come every day, logarithmic', scale: 'log' },
        y: { label: 'logarithmic', scale: 'log' },
        series: [
          {
            name: 'database, GB',
            points: needs.map(({ people, gigabytesAYear }) => [people, gigabytesAYear]),
          },
          {
            name: 'media, TB',
            points: needs.map(({ people, mediaTerabytesAYear }) => [people, mediaTerabytesAYear]),
          },
        ],
      },
    ],
    lesson:
      'Capacity is arithmetic on a few measured numbers. The model says where the next wall is, not how it is climbed: reads are bought with more processes and replicas, home rows with shards, media with an object store; and half of the answer is federation, which makes one large server into many small ones.',
  }
}
