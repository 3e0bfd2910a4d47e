import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld } from '#kit/access-world.ts'
import type { AccountSearch } from './index.ts'
import { searchAccounts } from './search-accounts.ts'

const minute = 60_000
let world: AccessWorld
let staff: { by: string }

beforeAll(async () => {
  world = await createAccessWorld()
  staff = { by: (await world.createUser('ada', 'admin')).id }
  const remote = [
    { id: '1', username: 'shut', domain: 'deep.shut.example', uri: 'https://deep.shut.example/shut' },
    { id: '2', username: 'quiet', domain: 'Quiet.example', uri: 'https://quiet.example/quiet' },
    { id: '3', username: 'elsewhere', domain: 'handle.example', uri: 'https://quiet.example/elsewhere' },
    { id: '4', username: 'fine', domain: 'fine.example', uri: 'https://fine.example/fine' },
  ]
  await world.db.sql`insert into accounts ${world.db.sql(remote)}`
})
afterAll(() => world[Symbol.asyncDispose]())

async function found(status: AccountSearch['status']): Promise<string[]> {
  const ids = await searchAccounts(world)({ status, origin: 'remote' }, { limit: 10 })
  const accounts = await world.accounts.findAccounts(ids)
  return ids.map((id) => accounts.get(id)?.username ?? '')
}

const block = (domain: string, severity: 'suspend' | 'limit') => {
  const nothing = { rejectMedia: false, rejectReports: false, obfuscate: false }
  const content = { ...nothing, privateComment: '', publicComment: '', domain, severity }
  return world.policies.blockDomain(content, staff)
}

it('finds accounts by how they stand with their domain or server, too, and as they are shown', async () => {
  expect([await found('suspended'), await found('limited')]).toEqual([[], []])
  await block('shut.example', 'suspend')
  await block('quiet.example', 'limit')
  expect(await found('suspended')).toEqual(['shut'])
  expect(await found('limited')).toEqual(['elsewhere', 'quiet'])
  expect(await found('active')).toEqual(['fine', 'elsewhere', 'quiet'])
  for (const [status, member] of [
    ['suspended', 'suspendedAt'],
    ['limited', 'limitedAt'],
  ] as const) {
    const ids = await searchAccounts(world)({ status }, { limit: 10 })
    const accounts = await world.accounts.findAccounts(ids)
    expect(ids.map((id) => accounts.get(id)?.[member])).not.toContain(null)
  }
})

it('forgets it with the block, and sees servers that were not known before', async () => {
  await world.policies.unblockDomain('quiet.example', staff.by)
  expect(await found('limited')).toEqual([])
  const late = {
    id: '5',
    username: 'late',
    domain: 'late.shut.example',
    uri: 'https://late.shut.example/late',
  }
  await world.db.sql`insert into accounts ${world.db.sql(late)}`
  world.clock.advance(2 * minute)
  expect(await found('suspended')).toEqual(['late', 'shut'])
})
