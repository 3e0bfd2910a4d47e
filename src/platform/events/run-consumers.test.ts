import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createWitness, findFaults } from './fixtures/witness.ts'
import {
  createWorld,
  type Fact,
  listEffects,
  type Peer,
  peerAt,
  thingChanged,
  type World,
  waitForHorizon,
} from './fixtures/world.ts'
import { changeThing, startWriter, type WriterPlan } from './fixtures/writer.ts'
import { runConsumers } from './index.ts'

const program = fileURLToPath(new URL('./fixtures/consumer-program.ts', import.meta.url))
const subjects = ['thing:1', 'thing:2', 'thing:3', 'thing:4']

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World
const children = new Set<ChildProcess>()

beforeAll(async () => {
  database = await freshDatabase()
  world = await createWorld(database.url, [0, -2000])
})

beforeEach(() => world.reset(subjects))

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

it('handles what is announced while it runs, and nothing once it is disposed of', async () => {
  const peer = peerAt(world, 0)
  const running = runConsumers(peer, [createWitness('both').consumer])
  await changeThing(peer, 'thing:1')
  await until(async () => (await listEffects(world, 'both')).length === 1)
  await running[Symbol.asyncDispose]()
  await changeThing(peer, 'thing:1')
  await waitForHorizon(world)
  expect(await listEffects(world, 'both')).toEqual(['thing:1 v1'])
})

it('is exact and in order, though processes are killed and connections cut while others write', async () => {
  let processes: ChildProcess[] = await Promise.all([startProcess(), startProcess()])
  const writing = Promise.all([0, 1, 2, 3].map((writer) => writeALot(peerAt(world, writer), writer)))
  for (let round = 1; round <= 4; round++) {
    await until(async () => (await countEffects()) >= round * 15)
    if (round % 2 === 0) await cutConsumers()
    else processes = await replaceFirst(processes)
  }
  const committed = (await writing).flat()
  await waitForHorizon(world)
  await until(isQuiet)
  expect(await findFaults(world, 'both', committed)).toEqual([])
  const changes = committed.filter((fact) => fact.version % 2 === 0)
  expect(await findFaults(world, 'changes', changes)).toEqual([])
  expect(await Promise.all(processes.map(stop))).toEqual([0, 0])
}, 180_000)

/** Transactions of one writer, one after the other; every fifth is rolled back, some events fail at first. */
async function writeALot(peer: Peer, seed: number): Promise<Fact[]> {
  const committed: Fact[] = []
  for (let n = 0; n < 20; n++) {
    const turn = seed + n
    const plan: WriterPlan = {
      subject: subjects[(turn * 7) % subjects.length] ?? '',
      steps: Array.from({ length: 1 + (turn % 3) }, () => ({
        act: 'announce' as const,
        faults: turn % 17 === 0 ? 2 : 0,
      })),
      end: turn % 5 === 0 ? 'rollback' : 'commit',
    }
    const writer = startWriter(world, peer, plan)
    while (!writer.isDone()) await writer.tick()
    committed.push(...writer.committed())
  }
  return committed
}

async function startProcess(): Promise<ChildProcess> {
  const url = `${database.url}?application_name=consumers`
  const child = spawn(process.execPath, [program, url, String(100 + children.size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  await once(child.stdout, 'data')
  return child
}

async function replaceFirst([first, ...others]: ChildProcess[]): Promise<ChildProcess[]> {
  if (first) {
    first.kill('SIGKILL')
    await once(first, 'exit')
  }
  return [...others, await startProcess()]
}

async function stop(child: ChildProcess): Promise<unknown> {
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  return code
}

/** Ends the sessions of consumers, in the middle of whatever they do. */
async function cutConsumers(): Promise<void> {
  await world.watcher.sql`
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where datname = current_database() and application_name = 'consumers'
  `
}

async function countEffects(): Promise<number> {
  const [row] = await world.watcher.sql<{ count: number }[]>`select count(*)::int as count from effects`
  return row?.count ?? 0
}

/** Nothing is parked, and every consumer has passed the last event. What waits for its time need not. */
async function isQuiet(): Promise<boolean> {
  await world.watcher.sql`update parked_events set run_at = now() where run_at > now()`
  const [row] = await world.watcher.sql<{ quiet: boolean }[]>`
    select not exists (select 1 from parked_events) and (
      select count(*) = 2
      from event_cursors as c
      where not exists (
        select 1 from events as e
        where (e.xid, e.id) > (c.xid, c.id) and (c.consumer = 'both' or e.type = ${thingChanged.type})
      )
    ) as quiet
  `
  return row?.quiet ?? false
}

/** Asks the database again and again; the test's own time limit is the only one. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}
