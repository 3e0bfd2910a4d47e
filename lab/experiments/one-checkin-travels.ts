import type { Person } from '#kit/person.ts'
import { openSocket, type SocketReader } from '#kit/stream-reader.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import type { PathChart } from '../report/chart.ts'
import { quantile } from '../report/statistics.ts'
import { buildFediverse, type FediverseServer, followAcross } from '../topology/build-fediverse.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'

const checkins = 12

/** A small fediverse, and one check-in on its way from a phone to the screens of followers on other servers. */
export const oneCheckinTravels: Experiment = {
  name: 'one-checkin-travels',
  session: 1,
  title: 'One check-in travels',
  question: 'Where is a check-in between the moment she taps and the moment that they read it?',
  seconds: 45,
  async run(lab) {
    const servers = await buildFediverse(lab, await startDatabase(lab), { servers: 5, people: 1 })
    const [home, ...others] = servers
    const author = home?.people[0]
    if (!home || !author) throw new Error('There is no server.')
    const readers = await Promise.all(others.map((server) => listen(lab, server, { home, author })))
    const place = await createPlace(author)
    const journeys: Journey[] = []
    for (let number = 0; number < checkins; number++)
      journeys.push(await follow(lab, { number, home, author, place, readers }))
    return conclude(journeys, readers)
  },
}

interface Reader {
  readonly server: FediverseServer
  readonly person: Person
  readonly stream: SocketReader
}

/** Somebody on another server follows the author and keeps her home stream open. */
async function listen(
  lab: Lab,
  server: FediverseServer,
  { home, author }: { home: FediverseServer; author: Person },
): Promise<Reader> {
  const [person] = server.people
  if (!person) throw new Error('Nobody lives there.')
  lab.picture.edge(home.name, server.name)
  await followAcross(person, author, home)
  lab.picture.travel(server.name, home.name, 'Follow')
  const stream = lab.use(
    await openSocket(server.cairn.address, {
      query: '?stream=user',
      headers: { authorization: `Bearer ${person.token}` },
    }),
  )
  return { server, person, stream }
}

async function createPlace(person: Person): Promise<string> {
  const { body } = await person.post('/api/cairn/v1/places', {
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
  })
  return (body as { id: string }).id
}

/** Times in milliseconds after the tap. */
interface Journey {
  readonly answered: number
  readonly logged: number
  readonly enqueued: number
  readonly arrivals: readonly {
    readonly server: string
    readonly sent: number
    readonly accepted: number
    readonly read: number
    readonly place: string
  }[]
}

interface Trip {
  readonly number: number
  readonly home: FediverseServer
  readonly author: Person
  readonly place: string
  readonly readers: readonly Reader[]
}

async function follow(lab: Lab, { number, home, author, place, readers }: Trip): Promise<Journey> {
  const text = `Flat white ${number}`
  const begun = performance.now()
  const since = () => performance.now() - begun
  const logged = look(
    lab,
    since,
    home,
    `select 1 from events where type = 'post.published' and created_at > $1`,
  )
  const enqueued = look(lab, since, home, `select 1 from outbox_activities where created_at > $1`)
  const arriving = readers.map((reader) => arrive(lab, reader, { text, begun, home }))
  const { status } = await author.post('/api/v1/statuses', {
    status: text,
    place_id: place,
    checkin: { precision: 'venue' },
    visibility: 'public',
  })
  const answered = since()
  if (status !== 200) throw new Error(`The check-in was refused: ${status}.`)
  const journey = {
    answered,
    logged: await logged,
    enqueued: await enqueued,
    arrivals: await Promise.all(arriving),
  }
  if (number === checkins - 1) tell(lab, home, journey)
  lab.picture.gauge('last home', Math.max(...journey.arrivals.map(({ read }) => read)), 'ms')
  return journey
}

/** The moment from which a row is there for others to see. */
async function look(lab: Lab, since: () => number, home: FediverseServer, query: string): Promise<number> {
  const [{ now } = { now: '' }] = await home.db.sql<{ now: string }[]>`select clock_timestamp()::text as now`
  await waitFor(
    'the next row',
    async () => (await home.db.sql.unsafe(`${query} limit 1`, [now])).length > 0,
    { everyMs: 1, signal: lab.signal },
  )
  return since()
}

async function arrive(
  lab: Lab,
  { server, stream }: Reader,
  { text, begun, home }: { text: string; begun: number; home: FediverseServer },
): Promise<Journey['arrivals'][number]> {
  let sent = 0
  let accepted = 0
  server.network.watch(({ kind, of, at }) => {
    if (!of.startsWith('POST /inbox') || at < begun) return
    if (kind === 'request' && sent === 0) {
      sent = at - begun
      lab.picture.travel(home.name, server.name, 'Create')
    }
    if (kind === 'answer' && accepted === 0) accepted = at - begun
  })
  const heard = await stream.until(
    ({ event, payload }) => event === 'update' && String(payload?.content).includes(text),
  )
  const read = performance.now() - begun
  return { server: server.name, sent, accepted, read, place: String(heard.payload?.place?.name ?? '') }
}

function tell(lab: Lab, home: FediverseServer, journey: Journey): void {
  const steps = [
    { at: home.name, text: 'the row and its event are committed', ms: journey.logged },
    { at: home.name, text: 'the phone has its answer', ms: journey.answered },
    { at: home.name, text: 'the activity waits for delivery', ms: journey.enqueued },
    ...journey.arrivals.flatMap(({ server, sent, accepted, read }) => [
      { at: server, text: 'the signed activity arrives at the inbox', ms: sent },
      { at: server, text: 'stored and accepted (202)', ms: accepted },
      { at: server, text: 'stands in the home timeline, told to the open stream', ms: read },
    ]),
  ]
  for (const { at, text, ms } of steps.toSorted((a, b) => a.ms - b.ms)) lab.picture.step(at, text, ms)
}

function conclude(journeys: readonly Journey[], readers: readonly Reader[]): Findings {
  const last = journeys.at(-1)
  const reads = journeys.flatMap(({ arrivals }) => arrivals.map(({ read }) => read))
  const told = readers.flatMap(({ stream }) =>
    stream.heard.filter(
      ({ event, payload }) => event === 'update' && /Flat white/.test(String(payload?.content)),
    ),
  )
  const places = journeys.flatMap(({ arrivals }) => arrivals.filter(({ place }) => place === 'Café de Flore'))
  const expected = journeys.length * readers.length
  return {
    claims: [
      {
        text: 'Every follower on every server was told of every check-in, once.',
        held: told.length === expected,
        seen: `${told.length} of ${expected}`,
      },
      {
        text: 'The place travelled with it.',
        held: places.length === expected,
        seen: `${places.length} arrived with the café’s name`,
      },
      {
        text: 'The author never waited for another server.',
        held: journeys.every(({ answered, arrivals }) => arrivals.every(({ read }) => answered < read)),
        seen: 'each answer came before each arrival',
      },
    ],
    figures: [
      {
        name: 'answer to the phone, median',
        value: quantile(
          journeys.map((one) => one.answered),
          0.5,
        ),
        unit: 'ms',
      },
      { name: 'in the remote home, median', value: quantile(reads, 0.5), unit: 'ms' },
      { name: 'in the remote home, 95 of 100', value: quantile(reads, 0.95), unit: 'ms' },
      { name: 'servers that were told', value: readers.length, unit: '' },
    ],
    charts: last ? [drawJourney(last), drawAll(journeys)] : [],
    lesson:
      'One act is many moments: the commit is the only one that must not fail; all that follows is read from the event log and can be done again.',
  }
}

function drawJourney({ answered, logged, enqueued, arrivals }: Journey): PathChart {
  return {
    kind: 'path',
    title: 'The way of one check-in, in milliseconds after the tap',
    lanes: [
      'phone',
      'a: event log',
      'a: delivery',
      ...arrivals.map(({ server }) => `${server}: inbox → home`),
    ],
    spans: [
      { lane: 'phone', from: 0, to: answered, text: 'answered' },
      { lane: 'a: event log', from: 0, to: logged, text: 'committed' },
      { lane: 'a: delivery', from: logged, to: enqueued, text: 'enqueued' },
      ...arrivals.map(({ server, sent, read }) => ({
        lane: `${server}: inbox → home`,
        from: sent,
        to: read,
        text: 'read',
      })),
    ],
  }
}

function drawAll(journeys: readonly Journey[]): Findings['charts'][number] {
  const at = (pick: (journey: Journey) => number) =>
    journeys.map((journey, index) => [index + 1, pick(journey)] as const)
  return {
    kind: 'lines',
    title: 'All check-ins: the first is slow because nobody knows anybody yet',
    x: { label: 'check-in' },
    y: { label: 'ms after the tap' },
    series: [
      { name: 'answered', points: at(({ answered }) => answered) },
      {
        name: 'first remote home',
        points: at(({ arrivals }) => Math.min(...arrivals.map(({ read }) => read))),
      },
      {
        name: 'last remote home',
        points: at(({ arrivals }) => Math.max(...arrivals.map(({ read }) => read))),
      },
    ],
  }
}
