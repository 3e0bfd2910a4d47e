import { freePort } from '#kit/free-port.ts'
import { type Person, personWith } from '#kit/person.ts'
import type { Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { buildFediverse, type FediverseServer, followAcross } from '../topology/build-fediverse.ts'
import { fetchPrograms } from '../topology/fetch-programs.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'

/** Signatures carry a time: clocks that differ a little must not matter, and those that differ much must. */
export const clockSkew: Experiment = {
  name: 'clock-skew',
  session: 4,
  title: 'A clock that is wrong',
  question: 'How wrong may the clock of a server be, and what happens beyond it?',
  seconds: 60,
  async run(lab) {
    const [a, b] = await buildFediverse(lab, await startDatabase(lab), { servers: 2, people: 1 })
    const [reader] = a?.people ?? []
    if (!a || !b || !reader) throw new Error('There are too few servers.')
    lab.picture.edge('a', 'b')
    await followAcross(reader, authorOf(b), b)
    const usual = await tell(lab, { a, author: authorOf(b), text: 'On time' })
    const little = await withClock(lab, b, '+5m')
    const ahead = await tell(lab, { a, author: little.author, text: 'Five minutes ahead' })
    await little.stop()
    const much = await withClock(lab, b, '+3h')
    await much.author.post('/api/v1/statuses', { status: 'Three hours ahead', visibility: 'public' })
    const refused = await waitFor('the refusal', () => lastError(b, a.host), {
      seconds: 30,
      signal: lab.signal,
    })
    const arrivedEarly = await isThere(a, 'Three hours ahead')
    await much.stop()
    const right = await withClock(lab, b, '+0')
    lab.mark('healed', 'the clock is right again')
    const after = await tell(lab, { a, author: right.author, text: 'On time again' })
    return {
      claims: [
        {
          text: 'Five minutes do not matter.',
          held: ahead !== undefined,
          seen: `arrived after ${ahead?.toFixed(0)} ms`,
        },
        { text: 'Three hours are refused.', held: !arrivedEarly, seen: refused },
        {
          text: 'When the clock is right, what is new arrives again.',
          held: after !== undefined,
          seen: `arrived after ${after?.toFixed(0)} ms`,
        },
      ],
      figures: [
        { name: 'with the right clock', value: usual ?? 0, unit: 'ms' },
        { name: 'five minutes ahead', value: ahead ?? 0, unit: 'ms' },
        { name: 'right again', value: after ?? 0, unit: 'ms' },
      ],
      charts: [
        {
          kind: 'bars',
          title: 'From the tap to the other server, by the clock of the sender',
          unit: 'ms',
          members: ['ms'],
          groups: [
            { name: 'right', values: [usual] },
            { name: '5 min ahead', values: [ahead] },
            { name: '3 h ahead: refused', values: [undefined] },
            { name: 'right again', values: [after] },
          ],
        },
      ],
      lesson:
        'There is no common now. A time in a signature bounds how long a stolen request can be replayed; the window must be wider than honest clocks differ, and narrower than what a thief needs.',
    }
  },
}

function authorOf({ people }: FediverseServer): Person {
  const [author] = people
  if (!author) throw new Error('Nobody lives there.')
  return author
}

/** Restarts the server with another clock, by libfaketime: the database keeps the right one. */
async function withClock(lab: Lab, server: FediverseServer, offset: string) {
  const { root, env } = await fetchPrograms(lab, 'faketime')
  await server.cairn.process()[Symbol.asyncDispose]()
  const port = await freePort()
  if (offset !== '+0') lab.mark('fault', `the clock of b is ${offset.slice(1)} ahead`)
  const library = env['LD_LIBRARY_PATH']?.split(':').find((folder) => folder.startsWith(root))
  const { origin, databaseUrl } = server
  const faked = {
    LD_PRELOAD: `${library}/faketime/libfaketimeMT.so.1`,
    FAKETIME: offset,
    // Timers go on as they are: only what time it is changes.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  const cairn = await startCairn(lab, {
    name: 'b',
    origin,
    port,
    databaseUrl,
    ...(offset !== '+0' && { env: faked }),
  })
  server.network.leadTo(port)
  return {
    author: personWith(cairn.address, authorOf(server)),
    stop: () => cairn.process()[Symbol.asyncDispose](),
  }
}

/** @returns milliseconds until it stood on the other server */
async function tell(
  lab: Lab,
  { a, author, text }: { a: FediverseServer; author: Person; text: string },
): Promise<number | undefined> {
  const begun = performance.now()
  await author.post('/api/v1/statuses', { status: text, visibility: 'public' })
  lab.picture.travel('b', 'a', 'Create')
  return waitFor('the post at the other server', () => isThere(a, text), {
    seconds: 20,
    everyMs: 20,
    signal: lab.signal,
  }).then(
    () => performance.now() - begun,
    () => undefined,
  )
}

async function isThere({ db }: FediverseServer, text: string): Promise<boolean> {
  return (await db.sql`select 1 from posts where content = ${`<p>${text}</p>`}`).length > 0
}

async function lastError({ db }: FediverseServer, host: string): Promise<string | undefined> {
  const [peer] = await db.sql<
    { lastError: string | null }[]
  >`select last_error from peers where host = ${host}`
  return peer?.lastError ?? undefined
}
