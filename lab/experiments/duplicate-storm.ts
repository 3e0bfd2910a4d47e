import type { Person } from '#kit/person.ts'
import type { Experiment, Findings } from '../experiment.ts'
import { type Duplicator, startDuplicator } from '../faults/duplicate-requests.ts'
import type { Lab } from '../lab.ts'
import { buildFediverse, type FediverseServer, followAcross } from '../topology/build-fediverse.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'

const copies = 12
const posts = 15

/** At-least-once delivery, taken to the extreme: every signed request arrives twelve times at the same moment. */
export const duplicateStorm: Experiment = {
  name: 'duplicate-storm',
  session: 5,
  title: 'A storm of duplicates',
  question: 'What does a server count when everything is delivered to it twelve times at once?',
  seconds: 30,
  async run(lab) {
    const [a, b] = await buildFediverse(lab, await startDatabase(lab), { servers: 2, people: 1 })
    const [author] = a?.people ?? []
    const [reader] = b?.people ?? []
    if (!a || !b || !author || !reader) throw new Error('There are too few servers.')
    lab.picture.edge('a', 'b')
    const storms = [await brewStorm(lab, a), await brewStorm(lab, b)]
    lab.mark('fault', `every POST between the servers arrives ${copies} times`)
    await followAcross(reader, author, a)
    for (let number = 0; number < posts; number++) {
      await author.post('/api/v1/statuses', { status: `Once ${number}`, visibility: 'public' })
      lab.picture.travel('a', 'b', `${copies}×`)
    }
    const home = await waitFor('the posts', () => readHome(reader), { seconds: 40, signal: lab.signal })
    for (const { id } of home) {
      await reader.post(`/api/v1/statuses/${id}/favourite`)
      lab.picture.travel('b', 'a', `${copies}×`)
    }
    await waitFor('the likes', async () => (await countLikes(a)) >= posts, {
      seconds: 40,
      signal: lab.signal,
    })
    await waitForRest(lab, [a, b])
    return conclude(storms, { a, home, author })
  },
}

async function brewStorm(lab: Lab, server: FediverseServer): Promise<Duplicator> {
  const storm = lab.use(await startDuplicator(server.cairn.port))
  storm.repeat(copies)
  server.network.leadTo(storm.port)
  return storm
}

interface Post {
  readonly id: string
  readonly content: string
}

async function readHome(reader: Person): Promise<Post[] | undefined> {
  const { body } = await reader.get('/api/v1/timelines/home?limit=40')
  const found = (body as Post[]).filter(({ content }) => content.includes('Once'))
  return found.length >= posts ? found : undefined
}

async function countLikes({ db }: FediverseServer): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`select count(*)::int as count from likes`
  return row?.count ?? 0
}

/** Until nothing that came is still waiting to be processed: a late copy would be counted late. */
async function waitForRest(lab: Lab, servers: readonly FediverseServer[]): Promise<void> {
  const isQuiet = async ({ db }: FediverseServer) =>
    (await db.sql`select 1 from jobs where kind like 'process-%' limit 1`).length === 0
  await waitFor(
    'both servers to come to rest',
    async () => (await Promise.all(servers.map(isQuiet))).every(Boolean),
    {
      signal: lab.signal,
    },
  )
}

async function conclude(
  storms: readonly Duplicator[],
  { a, home, author }: { a: FediverseServer; home: readonly Post[]; author: Person },
): Promise<Findings> {
  const came = storms.reduce((sum, { counted }) => sum + counted.came, 0)
  const went = storms.reduce((sum, { counted }) => sum + counted.went, 0)
  const { body: told } = await author.get('/api/v1/notifications?types[]=favourite&limit=80')
  const { body: own } = await author.get(`/api/v1/accounts/${author.id}/statuses?limit=40`)
  const counts = (own as { favourites_count: number }[]).map((post) => post.favourites_count)
  const { body: account } = await author.get(`/api/v1/accounts/${author.id}`)
  const followers = (account as { followers_count: number }).followers_count
  return {
    claims: [
      {
        text: 'Each post stands in the home once.',
        held: home.length === posts && new Set(home.map(({ content }) => content)).size === posts,
        seen: `${home.length} lines, ${posts} posts`,
      },
      {
        text: 'Each like counts once.',
        held: (await countLikes(a)) === posts && counts.every((count) => count === 1),
        seen: `counters ${[...new Set(counts)].join(', ')}`,
      },
      {
        text: 'The author is told of each like once.',
        held: (told as unknown[]).length === posts,
        seen: `${(told as unknown[]).length} notifications`,
      },
      { text: 'She has one follower, not twelve.', held: followers === 1, seen: `${followers}` },
    ],
    figures: [
      { name: 'requests sent', value: came, unit: '' },
      { name: 'requests delivered', value: went, unit: '' },
    ],
    charts: [
      {
        kind: 'bars',
        title: 'What was delivered, and what it came to',
        unit: 'how many, logarithmic',
        scale: 'log',
        members: ['delivered', 'sent', 'effects'],
        groups: [{ name: 'posts, likes, follows', values: [went, came, posts * 2 + followers] }],
      },
    ],
    lesson:
      'Exactly once is not a property of networks. It is at least once, and a receiver who recognises what it has seen: by the hash of the activity, by the uniqueness of a row, by the cursor that moves with the effect.',
  }
}
