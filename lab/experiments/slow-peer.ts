import { setTimeout as pause } from 'node:timers/promises'
import { openSocket } from '#kit/stream-reader.ts'
import type { Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { buildFediverse, type FediverseServer, followAcross } from '../topology/build-fediverse.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'

/** One peer swallows everything and answers nothing; the others must not feel it. */
export const slowPeer: Experiment = {
  name: 'slow-peer',
  session: 4,
  title: 'A peer that never answers',
  question: 'Does a server that swallows every delivery slow down deliveries to the others?',
  seconds: 90,
  async run(lab) {
    const [a, b, c] = await buildFediverse(lab, await startDatabase(lab), { servers: 3, people: 1 })
    const author = a?.people[0]
    if (!a || !b || !c || !author) throw new Error('There are too few servers.')
    const [healthy, slow] = [await listen(lab, b, a), await listen(lab, c, a)]
    const steady = postSteadily(lab, { origins: [a.cairn.address], people: [author], perSecond: 4 })
    await pause(5000)
    lab.mark('fault', 'c accepts connections and answers nothing')
    lab.picture.node({ id: 'c', state: 'cut off' })
    c.network.become({ fault: 'blackhole' })
    const brokenAt = lab.now()
    await pause(20_000)
    const [peer] = await a.db.sql<{ state: string; failures: number }[]>`
      select state, failures from peers where host = ${c.host}
    `
    lab.mark('healed', 'c answers again')
    lab.picture.node({ id: 'c', state: 'up' })
    c.network.become({})
    const healedAt = lab.now()
    const sent = (await steady.stop()).filter(({ status }) => status === 200)
    const arrived = (heard: Arrivals) => sent.filter(({ text }) => heard.has(text)).length
    lab.say('waiting for what c has missed')
    await waitFor('c to have everything', () => arrived(slow) === sent.length, {
      seconds: 100,
      signal: lab.signal,
    })
    const caughtUpMs = lab.now() - healedAt
    const before = sent.filter(({ at }) => at < brokenAt)
    const during = sent.filter(({ at }) => at >= brokenAt && at < healedAt)
    const late = (some: readonly Sent[], heard: Arrivals) =>
      some.map(({ at, text }) => (heard.get(text) ?? 0) - at)
    const [usual, meanwhile] = [quantile(late(before, healthy), 0.5), quantile(late(during, healthy), 0.5)]
    return {
      claims: [
        {
          text: 'The healthy peer got everything.',
          held: arrived(healthy) === sent.length,
          seen: `${arrived(healthy)} of ${sent.length}`,
        },
        {
          text: 'It got it as fast as before.',
          held: meanwhile < Math.max(usual * 3, 1000),
          seen: `median ${usual.toFixed(0)} ms before, ${meanwhile.toFixed(0)} ms meanwhile`,
        },
        {
          text: 'The peer that was silent got everything in the end.',
          held: arrived(slow) === sent.length,
          seen: `${arrived(slow)} of ${sent.length}, ${(caughtUpMs / 1000).toFixed(0)} s after it had healed`,
        },
      ],
      figures: [
        { name: 'to the healthy peer before, median', value: usual, unit: 'ms' },
        { name: 'to the healthy peer meanwhile, median', value: meanwhile, unit: 'ms' },
        { name: 'failures written down for the silent one', value: peer?.failures ?? 0, unit: '' },
        { name: 'until it had caught up', value: caughtUpMs / 1000, unit: 's' },
      ],
      charts: [
        {
          kind: 'lines',
          title: 'From the tap to the follower’s screen, by server',
          x: { label: 'seconds' },
          y: { label: 'ms, logarithmic', scale: 'log' },
          marks: true,
          series: [
            {
              name: 'healthy peer',
              as: 'dots',
              points: sent.map(({ at, text }) => [at / 1000, (healthy.get(text) ?? at) - at]),
            },
            {
              name: 'silent peer',
              as: 'dots',
              points: sent.map(({ at, text }) => [at / 1000, (slow.get(text) ?? at) - at]),
            },
          ],
        },
      ],
      lesson:
        'A time-out turns silence into a failure, a lane for each host keeps it from spreading, and a circuit breaker stops asking. What was not delivered waits in the database: the breaker tries again by itself, with growing patience.',
    }
  },
}

/** When each text was heard, in milliseconds of the experiment. */
type Arrivals = Map<string, number>

async function listen(lab: Lab, server: FediverseServer, home: FediverseServer): Promise<Arrivals> {
  const [person] = server.people
  const [author] = home.people
  if (!person || !author) throw new Error('Nobody lives there.')
  lab.picture.edge(home.name, server.name)
  await followAcross(person, author, home)
  const stream = lab.use(
    await openSocket(server.cairn.address, {
      query: '?stream=user',
      headers: { authorization: `Bearer ${person.token}` },
    }),
  )
  const arrivals: Arrivals = new Map()
  stream.socket.on('message', (data: Buffer) => {
    const text = /Post \d+ of \w+\./.exec(data.toString())?.[0]
    if (text === undefined || arrivals.has(text)) return
    arrivals.set(text, lab.now())
    lab.picture.travel(home.name, server.name)
  })
  return arrivals
}
