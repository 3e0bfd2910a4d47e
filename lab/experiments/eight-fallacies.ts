import type { Experiment, Findings } from '../experiment.ts'
import { buildFediverse, followAcross } from '../topology/build-fediverse.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'
import { type Disappointment, fallacies, type TwoServers } from './fallacies.ts'

const postsEach = 6

/** Deutsch and Gosling, 1994–1997: what everybody believes of a network once, each belief disappointed on purpose. */
export const eightFallacies: Experiment = {
  name: 'eight-fallacies',
  session: 1,
  title: 'The eight fallacies of distributed computing',
  question: 'What does a post between two servers meet, when each belief about the network is wrong?',
  seconds: 75,
  async run(lab) {
    const [a, b] = await buildFediverse(lab, await startDatabase(lab), { servers: 2, people: 3 })
    const author = a?.people[0]
    if (!a || !b || !author) throw new Error('There are too few servers.')
    lab.picture.edge('a', 'b')
    for (const reader of b.people) await followAcross(reader, author, a)
    const world: World = { lab, a, b, author, number: 0 }
    await send(world, postsEach)
    const outcomes = [{ belief: 'as it should be', ...(await measure(world, async () => undefined)) }]
    for (const [belief, disappoint] of Object.entries(fallacies)) {
      outcomes.push({ belief, ...(await measure(world, disappoint)) })
      b.network.become({})
      a.network.become({})
    }
    return conclude(outcomes)
  },
}

interface World extends TwoServers {
  number: number
}

interface Outcome {
  readonly belief: string
  /** Milliseconds from the tap to the moment when the last of the posts stood in the remote home. */
  readonly ms: number
  readonly arrived: number
  readonly seen: string
  readonly held: boolean
}

async function measure(world: World, disappoint: Disappointment): Promise<Omit<Outcome, 'belief'>> {
  const more = await disappoint(world)
  const { ms, arrived } = await send(world, postsEach)
  return { ms, arrived, seen: more?.seen ?? '', held: (more?.held ?? true) && arrived === postsEach }
}

/** Publishes some posts at once, and waits until they are in the home of the other server. */
async function send(world: World, count: number): Promise<{ ms: number; arrived: number }> {
  const { lab, author } = world
  const texts = Array.from({ length: count }, () => `News ${world.number++}.`)
  const begun = performance.now()
  for (const status of texts) {
    const { status: code } = await author.post('/api/v1/statuses', { status, visibility: 'public' })
    if (code !== 200) throw new Error(`The post was refused: ${code}.`)
    lab.picture.travel('a', 'b', 'Create')
  }
  await waitFor('the posts at the other server', async () => (await countAt(world, texts)) === count, {
    seconds: 75,
    signal: lab.signal,
  })
  return { ms: performance.now() - begun, arrived: await countAt(world, texts) }
}

async function countAt({ b }: World, texts: readonly string[]): Promise<number> {
  const { body } = (await b.people[0]?.get('/api/v1/timelines/home?limit=40')) ?? { body: [] }
  const contents = (body as { content: string }[]).map(({ content }) => content)
  return texts.filter((text) => contents.includes(`<p>${text}</p>`)).length
}

function conclude(outcomes: readonly Outcome[]): Findings {
  const [usual, ...others] = outcomes
  return {
    claims: others.map(({ belief, held, seen, arrived }) => ({
      text: `“${capital(belief)}”: disappointed, and all posts arrived.`,
      held,
      seen: `${arrived} of ${postsEach}${seen && `; ${seen}`}`,
    })),
    figures: outcomes.map(({ belief, ms }) => ({
      name: belief,
      value: ms,
      unit: `ms for ${postsEach} posts`,
    })),
    charts: [
      {
        kind: 'bars',
        title: `Time until ${postsEach} posts stood in the remote home, by what was wrong`,
        unit: 'ms, logarithmic',
        scale: 'log',
        members: ['ms'],
        groups: outcomes.map(({ belief, ms }) => ({ name: shortly[belief] ?? belief, values: [ms] })),
      },
    ],
    lesson: `Nothing was lost: what fails is tried again, and what is forged is refused. It took ${Math.round(
      Math.max(...others.map(({ ms }) => ms)) / Math.max(1, usual?.ms ?? 1),
    )} times as long in the worst case: reliability is bought with time.`,
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const shortly: Readonly<Record<string, string>> = {
  'as it should be': 'none',
  'the network is reliable': 'unreliable',
  'latency is zero': 'latency',
  'bandwidth is infinite': 'bandwidth',
  'the network is secure': 'forger',
  'topology does not change': 'moved',
  'there is one administrator': 'blocked',
  'transport cost is zero': 'weighed',
  'the network is homogeneous': 'stranger',
}
