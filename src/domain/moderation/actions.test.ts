import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/access/index.ts'
import type { Account } from '#domain/accounts/index.ts'
import { defineAudit } from '#domain/audit/index.ts'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import { createEventLog } from '#platform/events/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { type Actions, defineActions, type Staff } from './index.ts'
import { mayModerate, outranks } from './may-moderate.ts'

let world: AccessWorld
let actions: Actions
let audit: ReturnType<typeof defineAudit>
const people = new Map<string, Account>()
let count = 0

beforeAll(async () => {
  world = await createAccessWorld()
  const base = { ...world, ids: createIdMaker(world.clock, 2) }
  audit = defineAudit(base)
  actions = defineActions({ ...base, audit, announce: createEventLog(world.db, base.ids).announce })
  for (const role of ['user', 'moderator', 'admin', 'owner'] as const)
    people.set(role, await world.createUser(`the_${role}`, role))
})
afterAll(() => world[Symbol.asyncDispose]())

const one = (name: string) => {
  const account = people.get(name)
  if (!account) throw new Error(`Nobody is ${name}.`)
  return account
}
const as = (role: Role): Staff => ({ accountId: one(role).id, role })
const newcomer = () => world.createUser(`newcomer${++count}`)
const stateOf = async (account: Account) => {
  const found = await world.accounts.findAccount(account.id)
  const user = await world.access.userFor(account.id)
  return {
    suspended: found?.suspendedAt !== null,
    limited: found?.limitedAt !== null,
    sensitive: found?.sensitisedAt !== null,
    state: user?.state,
  }
}
const free = { suspended: false, limited: false, sensitive: false, state: 'active' }

describe('an action', () => {
  it.each([
    ['suspend', { suspended: true }],
    ['limit', { limited: true }],
    ['sensitive', { sensitive: true }],
    ['disable', { state: 'disabled' }],
  ] as const)('%s is taken and lifted, told and written down', async (action, change) => {
    const person = await newcomer()
    const request = { targetId: person.id, action, text: ' Enough. ' }
    expect(await actions.takeAction(as('moderator'), request)).toEqual({ ok: true })
    expect(await stateOf(person)).toEqual({ ...free, ...change })
    const [warning] = await world.db.sql`
      select action, text, staff_id from account_warnings where account_id = ${person.id}
    `
    expect(warning).toEqual({ action, text: 'Enough.', staffId: one('moderator').id })
    expect(await actions.liftAction(as('admin'), person.id, action)).toEqual({ ok: true })
    expect(await stateOf(person)).toEqual(free)
    const entries = await audit.listEntries({ limit: 5 }, `account:${person.id}`)
    expect(entries.map((entry) => [entry.action, entry.staffId])).toEqual([
      [`un${action}_account`, one('admin').id],
      [`${action}_account`, one('moderator').id],
    ])
  })

  it('disable ends every session, and keeps new ones out', async () => {
    const person = await newcomer()
    const login = { login: person.username, password, address: '192.0.2.7' }
    const before = await world.access.signIn(login)
    if (before.kind !== 'signed-in') throw new Error('Not signed in.')
    await actions.takeAction('operator', { targetId: person.id, action: 'disable' })
    expect(await world.access.findSession(before.session.token)).toBeUndefined()
    expect(await world.access.signIn(login)).toEqual({ kind: 'refused', because: 'disabled' })
    await actions.liftAction('operator', person.id, 'disable')
    expect((await world.access.signIn(login)).kind).toBe('signed-in')
  })

  it.each([
    ['moderator', 'moderator'],
    ['moderator', 'admin'],
    ['admin', 'owner'],
    ['owner', 'owner'],
  ] as const)('of a %s does not reach a %s', async (by, target) => {
    const request = { targetId: one(target).id, action: 'suspend' } as const
    expect(await actions.takeAction(as(by), request)).toEqual({ ok: false, because: 'not_allowed' })
    expect(await stateOf(one(target))).toEqual(free)
  })

  it('resolves the open reports of the account, words alone only the one named', async () => {
    const person = await newcomer()
    const ids = ['901', '902']
    for (const id of ids)
      await world.db.sql`insert into reports (id, reporter_id, target_id) values (${id}, 1, ${person.id})`
    const open = async () =>
      (await world.db.sql`select id from reports where target_id = ${person.id} and resolved_at is null`)
        .length
    const warn = { targetId: person.id, action: 'none', text: 'Mind the rules.' } as const
    await actions.takeAction(as('moderator'), warn)
    expect(await open()).toBe(2)
    await actions.takeAction(as('moderator'), { ...warn, reportId: '901' as never })
    expect(await open()).toBe(1)
    await actions.takeAction(as('moderator'), { targetId: person.id, action: 'limit' })
    expect(await open()).toBe(0)
  })

  it('finds no account that is not there, and cannot shut out somebody of another server', async () => {
    const request = { targetId: '42' as never, action: 'suspend' } as const
    expect(await actions.takeAction('operator', request)).toEqual({ ok: false, because: 'not_found' })
    await world.db
      .sql`insert into accounts (id, username, domain, uri) values (77, 'far', 'far.example', 'https://far.example/far')`
    const far = { targetId: '77' as never, action: 'disable' } as const
    expect(await actions.takeAction('operator', far)).toEqual({ ok: false, because: 'not_local' })
    expect(await actions.takeAction('operator', { ...far, action: 'suspend' })).toEqual({ ok: true })
    expect(await world.db.sql`select 1 from account_warnings where account_id = 77`).toHaveLength(0)
  })
})

describe('a sign-up', () => {
  const apply = async () => {
    await world.instance.setSetting('registrations', 'approval')
    const result = await world.access.signUp({
      username: `applicant${++count}`,
      email: `applicant${count}@example.org`,
      password,
      reason: 'I like walks.',
      address: '192.0.2.9',
    })
    if (result.kind !== 'registered') throw new Error(result.kind)
    return result.account
  }

  it('is approved once', async () => {
    const { id } = await apply()
    expect(await actions.reviewSignUp(as('moderator'), id, 'approve')).toEqual({ ok: true })
    expect((await world.access.userFor(id))?.state).toBe('active')
    expect(await actions.reviewSignUp(as('moderator'), id, 'reject')).toEqual({
      ok: false,
      because: 'not_allowed',
    })
  })

  it('is turned away for good', async () => {
    const { id } = await apply()
    expect(await actions.reviewSignUp(as('moderator'), id, 'reject')).toEqual({ ok: true })
    expect((await world.accounts.findAccount(id))?.deletedAt).toBeInstanceOf(Date)
  })
})

it('deletes only what is suspended', async () => {
  const person = await newcomer()
  expect(await actions.deleteData(as('admin'), person.id)).toEqual({ ok: false, because: 'not_allowed' })
  await actions.takeAction(as('admin'), { targetId: person.id, action: 'suspend' })
  expect(await actions.deleteData(as('admin'), person.id)).toEqual({ ok: true })
  expect(await actions.deleteData(as('admin'), person.id)).toEqual({ ok: false, because: 'not_found' })
})

it('divides duties by role', () => {
  expect(mayModerate('user', 'dashboard')).toBe(false)
  expect(mayModerate('moderator', 'reports')).toBe(true)
  expect(mayModerate('moderator', 'federation')).toBe(false)
  expect(mayModerate('admin', 'federation')).toBe(true)
  expect(outranks('admin', 'admin')).toBe(false)
})
