import { type Figures, load } from '../../bench/measure.ts'
import type { Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { type DatabaseServer, startDatabase } from '../topology/start-database.ts'

const shapes = [
  { name: '1 process', web: 1, workers: 0 },
  { name: '2: web + worker', web: 1, workers: 1 },
  { name: '4: 2 web + 2 workers', web: 2, workers: 2 },
] as const

/** What splitting costs, and what it gives, on one machine. */
export const oneOrMany: Experiment = {
  name: 'one-or-many',
  session: 8,
  title: 'One process or many',
  question:
    'How many posts and reads a second do 1, 2 and 4 processes of the same server serve on this machine?',
  seconds: 80,
  async run(lab) {
    const database = await startDatabase(lab)
    const outcomes: Outcome[] = []
    for (const shape of shapes) outcomes.push(await measure(lab, database, shape))
    const [one, two, four] = outcomes
    if (!one || !two || !four) throw new Error('Something was not measured.')
    const failed = outcomes
      .flatMap(({ posts, reads }) => [posts, reads])
      .reduce((sum, { failures }) => sum + failures, 0)
    return {
      claims: [
        { text: 'Every shape answers every request.', held: failed === 0, seen: `${failed} failed` },
        {
          text: 'More processes on the same cores lose less than half.',
          held:
            four.posts.perSecond > one.posts.perSecond / 2 && four.reads.perSecond > one.reads.perSecond / 2,
          seen: `4 processes do ${ratio(four.posts, one.posts)} of the posts and ${ratio(four.reads, one.reads)} of the reads of one`,
        },
      ],
      figures: outcomes.flatMap(({ name, posts, reads }) => [
        { name: `posts, ${name}`, value: posts.perSecond, unit: '/s' },
        { name: `home reads, ${name}`, value: reads.perSecond, unit: '/s' },
      ]),
      charts: [
        {
          kind: 'bars',
          title: 'Requests a second, 16 clients',
          unit: 'requests/s',
          members: ['posts', 'home reads'],
          groups: outcomes.map(({ name, posts, reads }) => ({
            name,
            values: [posts.perSecond, reads.perSecond],
          })),
        },
        {
          kind: 'bars',
          title: '95 of 100 were answered within',
          unit: 'ms',
          members: ['posts', 'home reads'],
          groups: outcomes.map(({ name, posts, reads }) => ({ name, values: [posts.p95, reads.p95] })),
        },
      ],
      lesson:
        'Processes do not add cores. Splitting pays when a second core, or a second machine, is idle; until then each process brings its own caches and its own share of telling the others. What it gives at once is isolation: a worker that is busy delays nobody who reads.',
    }
  },
}

interface Outcome {
  readonly name: string
  readonly posts: Figures
  readonly reads: Figures
}

async function measure(
  lab: Lab,
  database: DatabaseServer,
  { name, web, workers }: (typeof shapes)[number],
): Promise<Outcome> {
  await using part = new AsyncDisposableStack()
  // Ends before the next one begins: they would share the cores.
  const own: Lab = { ...lab, use: (thing) => part.use(thing) }
  const cluster = await buildCluster(own, { databaseUrl: await database.create(), web, workers, people: 4 })
  const token = (client: number) => cluster.people[client % cluster.people.length]?.token ?? ''
  const options = { origin: cluster.origin, clients: 16 }
  const post = (client: number, count: number) => ({
    method: 'POST' as const,
    path: '/api/v1/statuses',
    headers: { authorization: `Bearer ${token(client)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: `Post ${count} about #cairn and the weather.`, visibility: 'public' }),
  })
  const read = (client: number) => ({
    method: 'GET' as const,
    path: '/api/v1/timelines/home?limit=20',
    headers: { authorization: `Bearer ${token(client)}` },
  })
  await load({ ...options, seconds: 2, request: post })
  lab.mark('note', `${name}: 16 clients post`)
  const posts = await load({ ...options, seconds: 6, request: post })
  lab.mark('note', `${name}: 16 clients read`)
  await load({ ...options, seconds: 1, request: read })
  const reads = await load({ ...options, seconds: 5, request: read })
  lab.picture.gauge('posts', posts.perSecond, '/s')
  lab.picture.gauge('reads', reads.perSecond, '/s')
  for (const { name: gone } of [...cluster.web, ...cluster.workers])
    lab.picture.node({ id: gone, state: 'down' })
  return { name, posts, reads }
}

const ratio = (one: Figures, other: Figures) => (one.perSecond / other.perSecond).toFixed(2)
