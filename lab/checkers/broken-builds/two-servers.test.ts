import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, it, vi } from 'vitest'
import { eventually } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import {
  type Clients,
  createClients,
  createRecorder,
  type Door,
  type History,
  openDoor,
  type Person,
  readAllFinal,
  readHistory,
  signUp,
} from '../../history/index.ts'
import { checkers } from '../index.ts'
import type { DefectName } from './defects.ts'
import { flagsOfBrokenBuild } from './flags.ts'

// Ada lives on one server and Bob on another. What Bob does to a post of Ada's, Ada's server has said 202 to when it is
// killed; in the end it stands the same on both.

vi.setConfig({ testTimeout: 120_000 })

/** @param isEnough when to stop looking at what has become of it */
async function play(isEnough: (history: History) => boolean, defect?: DefectName): Promise<History> {
  await using stack = new AsyncDisposableStack()
  const [one, two] = await Promise.all([
    startServer({ flags: defect ? flagsOfBrokenBuild(defect) : [] }).then((server) => stack.use(server)),
    startServer().then((server) => stack.use(server)),
  ])
  await using doors = openDoors([one, two])
  const servers = doors.list.map(({ name, door }) => ({ name, origin: door.origin, doors: [door] }))
  const folder = await mkdtemp(join(tmpdir(), 'cairn-two-'))
  const file = join(folder, 'history.jsonl')
  try {
    using recorder = createRecorder(file)
    const clients = createClients(recorder, servers)
    const people = await Promise.all(
      servers.map(async (server) => (await signUp(server, [server.name === 'one' ? 'ada' : 'bob']))[0]),
    )
    const [ada, bob] = people
    if (!ada || !bob) throw new Error('Somebody is missing.')
    await reactFromAfar(clients, ada, bob)
    await untilDelivered(two)
    // What is in hand at a kill -9 is done again when its lease has run out, which is longer than a test should take.
    await untilIdle(one)
    await one.kill()
    await one.start()
    const look = async () =>
      readAllFinal({ clients, recorder, people: [ada, bob], history: await readHistory(file) })
    return await eventually(async () => {
      const history = await look()
      return isEnough(history) && history
    }, 'the end')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function openDoors(servers: readonly TestServer[]) {
  const list = servers.map(({ origin }, index): { name: string; door: Door } => ({
    name: index === 0 ? 'one' : 'two',
    door: openDoor(origin, { retries: 5 }),
  }))
  return {
    list,
    async [Symbol.asyncDispose]() {
      for (const { door } of list) await door[Symbol.asyncDispose]()
    },
  }
}

async function reactFromAfar(clients: Clients, ada: Person, bob: Person): Promise<void> {
  const { op } = await clients.actAs(ada).perform({ kind: 'post', visibility: 'public' }, 'Hello')
  await clients.fetchPost(bob, 'one', op)
  for (const kind of ['like', 'boost'] as const) await clients.actAs(bob).perform({ kind, post: op })
}

async function untilDelivered(server: TestServer): Promise<void> {
  await withDatabase(server, (sql) =>
    eventually(async () => {
      const [row] = await sql`
        select 1 from event_cursors as c, events as e
        where c.consumer = 'federation' and e.type in ('post.liked', 'post.published')
          and (c.xid, c.id) < (e.xid, e.id)
        union all
        select 1 from jobs where kind = 'deliver-activity'
      `
      return row === undefined
    }, 'deliveries'),
  )
}

async function untilIdle(server: TestServer): Promise<void> {
  await withDatabase(server, (sql) =>
    eventually(async () => {
      const [row] = await sql`select 1 from jobs where kind like 'process-%'`
      return row === undefined
    }, 'the inbox'),
  )
}

async function withDatabase(
  { databaseUrl }: TestServer,
  look: (sql: postgres.Sql) => Promise<unknown>,
): Promise<void> {
  const sql = postgres(databaseUrl ?? '', { max: 1, onnotice: () => undefined })
  try {
    await look(sql)
  } finally {
    await sql.end()
  }
}

it('finds that true servers agree', async () => {
  const history = await play((now) => checkers.serversAgree(now).holds)
  expect(checkers.serversAgree(history)).toMatchObject({ faults: [] })
  expect(checkers.serversAgree(history).examined).toBeGreaterThan(1)
})

it('where the inbox says 202 before it has stored, serversAgree says so', async () => {
  const history = await play(() => true, 'the inbox says 202 before it has stored')
  const { faultCount, faults } = checkers.serversAgree(history)
  expect(faultCount).toBe(2)
  expect(faults.map(({ operations }) => operations)).toEqual([[1], [1]])
})
