import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { startNetworkProxy } from '../faults/network-proxy.ts'
import type { Lab } from '../lab.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'

const path = '/api/cairn/v1/firehose?types=post'

/** Somebody reads everything public, is cut off again and again, and goes on from where she was. */
export const replay: Experiment = {
  name: 'replay',
  session: 5,
  title: 'Replay from a cursor',
  question: 'Does a reader whose connection breaks miss anything, or hear it twice?',
  seconds: 35,
  async run(lab) {
    const database = await startDatabase(lab)
    const cluster = await buildCluster(lab, {
      databaseUrl: await database.create(),
      web: 1,
      workers: 1,
      people: 2,
    })
    const network = lab.use(await startNetworkProxy(Number(new URL(cluster.origin).port)))
    const live = read(lab, `http://127.0.0.1:${network.port}${path}`)
    await pause(300)
    const steady = postSteadily(lab, { origins: [cluster.origin], people: cluster.people, perSecond: 30 })
    for (let time = 0; time < 6; time++) {
      await pause(1500)
      lab.mark('fault', 'the reader is cut off')
      network.become({ fault: 'refuse' })
      await pause(time % 2 === 0 ? 300 : 1500)
      network.become({})
      lab.mark('healed', 'the network is back')
    }
    await pause(1000)
    const sent = (await steady.stop()).filter(({ id }) => id !== undefined)
    await waitFor(
      'the reader to hear the last post',
      () => new Set(live.heard.map(({ id }) => id)).size >= sent.length,
      {
        signal: lab.signal,
      },
    )
    lab.say('a second reader begins at the oldest event')
    const begun = lab.now()
    const late = read(lab, `${cluster.origin}${path}&cursor=oldest`)
    await waitFor('the second reader', () => late.heard.length >= sent.length, { signal: lab.signal })
    const replayedMs = lab.now() - begun
    await Promise.all([live.stop(), late.stop()])
    const ids = live.heard.map(({ id }) => id)
    const acknowledged = new Set(sent.map(({ id }) => id))
    const missed = [...acknowledged].filter((id) => !ids.includes(id ?? ''))
    const order = (heard: readonly Heard[]) => heard.map(({ id }) => id).join()
    return {
      claims: [
        {
          text: 'The reader who was cut off heard every post.',
          held: missed.length === 0,
          seen: `${acknowledged.size - missed.length} of ${acknowledged.size}, in ${live.connections()} connections`,
        },
        {
          text: 'She heard none twice.',
          held: new Set(ids).size === ids.length,
          seen: `${ids.length} events, ${new Set(ids).size} different`,
        },
        {
          text: 'Who comes later and reads from the beginning hears the same in the same order.',
          held: order(late.heard) === order(live.heard),
          seen: `${late.heard.length} events`,
        },
      ],
      figures: [
        { name: 'events replayed', value: late.heard.length, unit: '' },
        { name: 'replay', value: (late.heard.length / replayedMs) * 1000, unit: 'events/s' },
      ],
      charts: [
        {
          kind: 'lines',
          title: 'What was written, and what the reader had heard of it',
          x: { label: 'seconds' },
          y: { label: 'posts' },
          marks: true,
          series: [
            {
              name: 'written',
              as: 'steps',
              points: sent.map(({ at, ms }, index) => [(at + ms) / 1000, index + 1]),
            },
            { name: 'heard', as: 'steps', points: live.heard.map(({ at }, index) => [at / 1000, index + 1]) },
          ],
        },
      ],
      lesson:
        'A cursor is the reader’s own: the server remembers nothing about her. The log has one order, so that a cursor means the same to everybody, and “from here on” has an exact answer.',
    }
  },
}

interface Heard {
  readonly id: string
  readonly at: number
}

interface Reading {
  readonly heard: Heard[]
  connections(): number
  stop(): Promise<void>
}

/** Reads server-sent events, and comes back with the last id whenever the connection ends, as browsers do. */
function read(lab: Lab, url: string): Reading {
  const heard: Heard[] = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  let connections = 0
  let cursor: string | undefined
  const connect = async () => {
    const answer = await fetch(url, { headers: cursor ? { 'last-event-id': cursor } : {}, signal })
    if (!answer.body) return
    connections += 1
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body) {
      text += decoder.decode(chunk, { stream: true })
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (!/^event: post$/m.test(block) || data === undefined) continue
        cursor = /^id: (.*)$/m.exec(block)?.[1] ?? cursor
        heard.push({ id: (JSON.parse(data) as { id: string }).id, at: lab.now() })
        lab.picture.gauge('heard', heard.length, 'posts')
      }
    }
  }
  const loop = async () => {
    while (!signal.aborted) {
      await connect().catch(() => undefined)
      await pause(100, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    heard,
    connections: () => connections,
    async stop() {
      stop.abort()
      await looping
    },
  }
}
