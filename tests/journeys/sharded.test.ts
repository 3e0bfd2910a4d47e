import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joinNodes, query } from '#kit/citus.ts'
import { findCitus } from '#kit/find-citus.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startCitus } from '#kit/start-citus.ts'
import { startServer } from '#kit/start-server.ts'

const found = findCitus()
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)
const bin = found.kind === 'found' ? found.bin : ''

// From one PostgreSQL to a coordinator and two nodes. All other journeys run there by CAIRN_TEST_ON=citus.
describe.skipIf(found.kind === 'missing')('on several nodes', () => {
  const textsOf = async (person: Person, path: string) =>
    (await person.get(path)).body.map((one: { content?: string; status?: { content: string } }) =>
      (one.content ?? one.status?.content ?? '').replaceAll(/<[^>]*>/g, ''),
    ) as string[]

  it('brings homes and notifications there without losing a row, and goes on', async () => {
    await using stack = new AsyncDisposableStack()
    const dataDir = await mkdtemp(join(tmpdir(), 'cairn-sharded-'))
    stack.defer(() => rm(dataDir, { recursive: true, force: true }))
    const citus = stack.use(await startCitus(bin))
    await joinNodes(citus.nodes, 'moved')
    const url = citus.nodes[0]?.url('moved') ?? ''
    const before = await startServer({ embedded: true, dataDir })
    const alice = await createPerson(before, 'alice')
    const bob = await createPerson(before, 'bob')
    await bob.post(`/api/v1/accounts/${alice.id}/follow`)
    for (let post = 0; post < 5; post++)
      await alice.post('/api/v1/statuses', { status: `Before ${post} @bob` })
    await eventually(async () => (await textsOf(bob, '/api/v1/timelines/home')).length === 5, 'the home')
    await eventually(
      async () => (await textsOf(bob, '/api/v1/notifications')).length === 5,
      'what bob is told',
    )
    const told = await textsOf(bob, '/api/v1/notifications')
    await before[Symbol.asyncDispose]()
    await before.cairn('database', 'copy', '--to', url)
    const sharded = { dataDir, environment: { DATABASE_URL: url, CAIRN_ORIGIN: before.origin } }
    const after = stack.use(await startServer(sharded))
    await expect(after.cairn('database', 'shard')).rejects.toThrow(/Stop them all first/)
    await after[Symbol.asyncDispose]()
    const moved = JSON.parse(await after.cairn('database', 'shard', '--shards', '4')) as Record<
      string,
      number
    >
    // Alice's own five, and those in bob's home.
    expect(moved).toMatchObject({ home_timeline: 10, lists: 0 })
    expect(moved['notifications']).toBeGreaterThanOrEqual(6)
    expect(JSON.parse(await after.cairn('database', 'shard'))).toEqual({})
    const there = stack.use(await startServer(sharded))
    const [author, reader] = [personWith(there.origin, alice), personWith(there.origin, bob)]
    expect(await textsOf(reader, '/api/v1/notifications')).toEqual(told)
    await author.post('/api/v1/statuses', { status: 'After' })
    await eventually(
      async () => (await textsOf(reader, '/api/v1/timelines/home')).length === 6,
      'the post in the home on another node',
    )
    const nodes = await query(
      url,
      "select distinct nodeport from citus_shards where citus_table_type = 'distributed'",
    )
    expect(nodes.length).toBe(2)
  }, 240_000)
})
