import type { Person } from '#kit/person.ts'
import type { Experiment, Findings } from '../experiment.ts'
import { type Door, openDoor } from '../history/index.ts'
import type { Lab } from '../lab.ts'
import { type Act, arrivals, findKnee, generateLoad, type Knee, type LoadFigures } from '../load/index.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'

const objective = { p95Ms: 300 }
const seconds = 5

/** More and more people, until the promise breaks. */
export const knee: Experiment = {
  name: 'knee',
  session: 6,
  title: 'To the knee of the curve',
  question:
    'How many people can come in a second before 95 of 100 no longer have their answer within 300 ms?',
  seconds: 90,
  async run(lab) {
    const database = await startDatabase(lab)
    const cluster = await buildCluster(lab, {
      databaseUrl: await database.create(),
      web: 1,
      workers: 1,
      people: 6,
    })
    const door = lab.use(openDoor(cluster.origin, { connections: 128 }))
    const crowd = createReaders(door, cluster.people)
    // What is cold is compiled and cached before anything counts.
    await generateLoad({
      arrivals: arrivals({ rate: 60, seconds: 4, seed: 1 }),
      choose: crowd,
      signal: lab.signal,
    })
    const found = await findKnee({
      objective,
      from: 40,
      factor: 1.7,
      maxSteps: 8,
      refinements: 1,
      measure: (rate) => measure(lab, rate, crowd),
    })
    return conclude(found)
  },
}

/** Nine of ten read their home, one writes: what a phone does when it is taken out of the pocket. */
function createReaders(door: Door, people: readonly Person[]): (count: number) => Act {
  return (count) => {
    const token = people[count % people.length]?.token ?? ''
    if (count % 10 !== 9) {
      const question = { method: 'GET', path: '/api/v1/timelines/home?limit=20', token } as const
      return { kind: 'home', run: async () => (await door.ask(question)).outcome }
    }
    const body = { status: `Number ${count}, and the weather.`, visibility: 'public' }
    const question = { method: 'POST', path: '/api/v1/statuses', token, body } as const
    return { kind: 'post', run: async () => (await door.ask(question)).outcome }
  }
}

async function measure(lab: Lab, rate: number, choose: (count: number) => Act): Promise<LoadFigures> {
  lab.mark('note', `${rate.toFixed(0)} people a second`)
  const figures = await generateLoad({
    arrivals: arrivals({ rate, seconds, seed: Math.round(rate) }),
    choose,
    signal: lab.signal,
  })
  lab.picture.gauge('asked', rate, '/s')
  lab.picture.gauge('answered', figures.perSecond, '/s')
  lab.picture.gauge('95 of 100 within', figures.latency.p95, 'ms')
  return figures
}

function conclude({ steps, rate, isReached }: Knee): Findings {
  const best = Math.max(...steps.map(({ figures }) => figures.perSecond))
  const first = steps[0]
  const last = steps.at(-1)
  return {
    claims: [
      {
        text: 'There is a rate at which the promise holds.',
        held: rate !== undefined,
        seen: `at ${rate?.toFixed(0) ?? 'none'} people a second`,
      },
      {
        text: 'The knee was reached: above it the promise breaks.',
        held: isReached,
        seen: `p95 ${last?.figures.latency.p95.toFixed(0)} ms at ${last?.rate.toFixed(0)} a second`,
      },
    ],
    figures: [
      { name: 'highest rate at which the promise held', value: rate ?? 0, unit: 'people/s' },
      { name: 'most that were answered', value: best, unit: '/s' },
      { name: 'p95 at the lowest rate', value: first?.figures.latency.p95 ?? 0, unit: 'ms' },
      { name: 'p99 at the lowest rate', value: first?.figures.latency.p99 ?? 0, unit: 'ms' },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Latency over the rate at which people come: flat, then a wall',
        x: { label: 'people who come in a second' },
        y: { label: 'ms, logarithmic', scale: 'log' },
        series: (['p50', 'p95', 'p99'] as const).map((name) => ({
          name,
          points: steps.map((step) => [step.rate, Math.max(1, step.figures.latency[name])] as const),
        })),
      },
      {
        kind: 'lines',
        title: 'Answered over asked',
        x: { label: 'people who come in a second' },
        y: { label: 'answered in a second' },
        series: [
          { name: 'asked', points: steps.map((step) => [step.rate, step.rate] as const) },
          { name: 'answered', points: steps.map((step) => [step.rate, step.figures.perSecond] as const) },
        ],
      },
    ],
    lesson:
      'Below the knee a queue is empty most of the time; above it, it only grows. The number to know of a server is not its highest throughput but the rate up to which its promise holds: run it well below, because a queue is longest just before the wall.',
  }
}
