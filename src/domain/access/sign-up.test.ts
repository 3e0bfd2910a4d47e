import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import type { SignUp, SignUpResult } from './index.ts'

let world: AccessWorld
let count = 0

beforeAll(async () => {
  world = await createAccessWorld()
})
beforeEach(() => {
  count += 1
})
afterAll(() => world[Symbol.asyncDispose]())

function signUp(more: Partial<SignUp> = {}): Promise<SignUpResult> {
  const name = `person${count}`
  return world.access.signUp({
    username: name,
    email: `${name}@example.org`,
    password,
    address: `192.0.2.${count}`,
    ...more,
  })
}

async function mode(name: string): Promise<void> {
  await world.instance.setSetting('registrations', name)
}

describe('in open mode', () => {
  beforeAll(() => mode('open'))

  it('creates account, user and event together', async () => {
    const result = await signUp({ displayName: 'Person\0', locale: 'de' })
    expect(result).toMatchObject({ kind: 'registered', state: 'active', account: { displayName: 'Person' } })
    const account = await world.accounts.findByHandle(`person${count}`, null)
    const user = account && (await world.access.userFor(account.id))
    expect(user).toMatchObject({ role: 'user', state: 'active', locale: 'de' })
    const events = await world.db.sql`
      select type, data from events where subject = ${`account:${account?.id}`} order by xid, id
    `
    expect(events.map((event) => event['type'])).toContain('user.signed_up')
  })

  it('makes follows need approval and check-ins go to followers, unless chosen otherwise', async () => {
    const result = await signUp()
    if (result.kind !== 'registered') throw new Error(result.kind)
    expect(result.account.locked).toBe(true)
    expect((await world.access.userFor(result.account.id))?.checkinVisibility).toBe('followers')
    const open = await signUp({ username: 'opened', email: 'opened@example.org', locked: false })
    expect(open).toMatchObject({ account: { locked: false } })
  })

  it('names every field that is wrong, and writes nothing', async () => {
    await signUp()
    expect(
      await signUp({ username: `PERSON${count}`, email: `Person${count}@EXAMPLE.org`, password: 'short' }),
    ).toEqual({
      kind: 'refused',
      problems: [
        { field: 'password', because: 'too-short' },
        { field: 'username', because: 'taken' },
        { field: 'email', because: 'taken' },
      ],
    })
  })

  it('leaves no account behind when the address is taken', async () => {
    await signUp()
    await signUp({ username: 'halfway' })
    expect(await world.accounts.findByHandle('halfway', null)).toBeUndefined()
  })

  it('gives a name to one of two who ask for it at once', async () => {
    const results = await Promise.all([
      signUp({ email: `first${count}@example.org` }),
      signUp({ email: `second${count}@example.org` }),
    ])
    expect(results.map((result) => result.kind).sort()).toEqual(['refused', 'registered'])
    expect(results.find((result) => result.kind === 'refused')).toEqual({
      kind: 'refused',
      problems: [{ field: 'username', because: 'taken' }],
    })
  })

  it('gives an e-mail address to one of two who ask at once', async () => {
    const results = await Promise.all([signUp({ username: `a${count}` }), signUp({ username: `b${count}` })])
    expect(results.find((result) => result.kind === 'refused')).toEqual({
      kind: 'refused',
      problems: [{ field: 'email', because: 'taken' }],
    })
  })

  it('bears NUL in every field', async () => {
    expect(await signUp({ username: 'a\0b', email: 'a\0@example.org' })).toMatchObject({
      kind: 'refused',
      problems: [
        { field: 'username', because: 'invalid' },
        { field: 'email', because: 'invalid' },
      ],
    })
    expect(await signUp({ reason: 'a\0b', locale: '\0', inviteCode: '\0' })).toMatchObject({
      kind: 'registered',
    })
  })

  it('stops an address that tries and tries, and says for how long', async () => {
    const results = []
    for (let i = 0; i < 21; i++) results.push(await signUp({ address: '198.51.100.1', username: '' }))
    expect(results.slice(0, 20).every((result) => result.kind === 'refused')).toBe(true)
    expect(results[20]).toEqual({ kind: 'limited', retryAfter: 180 })
    world.clock.advance(180_000)
    expect(await signUp({ address: '198.51.100.1' })).toMatchObject({ kind: 'registered' })
  })
})

describe('in approval mode', () => {
  beforeAll(() => mode('approval'))

  it('asks for a reason', async () => {
    expect(await signUp()).toEqual({ kind: 'refused', problems: [{ field: 'reason', because: 'missing' }] })
  })

  it('lets people in only after a moderator has approved them', async () => {
    const result = await signUp({ reason: 'I like stones.' })
    if (result.kind !== 'registered') throw new Error(result.kind)
    expect(result.state).toBe('pending')
    const login = { login: `person${count}`, password, address: '192.0.2.200' }
    expect(await world.access.signIn(login)).toEqual({ kind: 'refused', because: 'pending' })
    expect(await world.access.approveUser(result.account.id)).toEqual({ kind: 'done' })
    expect(await world.access.signIn(login)).toMatchObject({ kind: 'signed-in' })
    expect(await world.access.approveUser(result.account.id)).toEqual({
      kind: 'refused',
      because: 'not-pending',
    })
  })

  it('deletes the account of one who is turned away', async () => {
    const result = await signUp({ reason: 'Buy pills.' })
    if (result.kind !== 'registered') throw new Error(result.kind)
    expect(await world.access.rejectUser(result.account.id)).toEqual({ kind: 'done' })
    expect((await world.accounts.findAccount(result.account.id))?.deletedAt).toBeInstanceOf(Date)
  })

  it('never turns away one who is in', async () => {
    const alice = await world.createUser('alice')
    expect(await world.access.rejectUser(alice.id)).toEqual({ kind: 'refused', because: 'not-pending' })
  })

  it('lets the holder of an invite in at once', async () => {
    const inviteCode = await world.access.createInvite({ maxUses: 1 })
    expect(await signUp({ inviteCode })).toMatchObject({ kind: 'registered', state: 'active' })
  })
})

describe('in invite mode', () => {
  beforeAll(() => mode('invite'))

  it('asks for an invite', async () => {
    expect(await signUp()).toEqual({
      kind: 'refused',
      problems: [{ field: 'inviteCode', because: 'missing' }],
    })
  })

  it('refuses an invite that there is not, and leaves no account behind', async () => {
    expect(await signUp({ inviteCode: 'made-up' })).toEqual({
      kind: 'refused',
      problems: [{ field: 'inviteCode', because: 'invalid' }],
    })
    expect(await world.accounts.findByHandle(`person${count}`, null)).toBeUndefined()
  })

  it('lets no more people in than the invite has uses, even at once', async () => {
    const inviteCode = await world.access.createInvite({ maxUses: 2 })
    const results = await Promise.all(
      ['x', 'y', 'z'].map((name) =>
        signUp({ inviteCode, username: `${name}${count}`, email: `${name}${count}@example.org` }),
      ),
    )
    expect(results.map((result) => result.kind).sort()).toEqual(['refused', 'registered', 'registered'])
  })

  it('refuses an invite after its time', async () => {
    const expiresAt = new Date(world.clock.now() + 1000)
    const inviteCode = await world.access.createInvite({ expiresAt })
    world.clock.advance(1001)
    expect(await signUp({ inviteCode })).toMatchObject({ kind: 'refused' })
  })

  it('does not use up an invite on one whose name was taken', async () => {
    const inviteCode = await world.access.createInvite({ maxUses: 1 })
    await world.createUser(`taken${count}`)
    await signUp({ inviteCode, username: `taken${count}` })
    expect(await signUp({ inviteCode })).toMatchObject({ kind: 'registered' })
  })
})

describe('in closed mode', () => {
  it('lets nobody in, not even with an invite, except by the operator', async () => {
    await mode('closed')
    const inviteCode = await world.access.createInvite({})
    expect(await signUp({ inviteCode })).toEqual({ kind: 'closed' })
    const created = await world.access.createUser({
      username: 'demo',
      email: 'demo@example.org',
      password: 'password123',
      role: 'owner',
    })
    expect(created).toMatchObject({ kind: 'registered', state: 'active' })
  })
})

describe('where moderators have shut addresses out', () => {
  beforeAll(() => mode('open'))
  const rule = { comment: '', expiresAt: null }

  it.each([
    ['sign_up_requires_approval', { kind: 'registered', state: 'pending' }],
    ['sign_up_block', { kind: 'refused', problems: [{ field: 'address', because: 'blocked' }] }],
    ['no_access', { kind: 'refused', problems: [{ field: 'address', because: 'blocked' }] }],
  ] as const)('%s holds for a range', async (severity, result) => {
    const range = `198.51.${count}.0/24`
    await world.policies.blockIp({ ...rule, range, severity }, null)
    expect(await signUp({ address: `198.51.${count}.9` })).toMatchObject(result)
    expect(await signUp({ username: `other${count}`, email: `other${count}@example.org` })).toMatchObject({
      state: 'active',
    })
  })

  it('no_access keeps people from signing in, even with the right password, until it ends', async () => {
    const { username } = await world.createUser(`held${count}`)
    const expiresAt = new Date(world.clock.now() + 60_000)
    await world.policies.blockIp({ ...rule, range: '203.0.113.0/24', severity: 'no_access', expiresAt }, null)
    const signIn = { login: username, password, address: '203.0.113.7' }
    expect(await world.access.signIn(signIn)).toEqual({ kind: 'refused', because: 'blocked' })
    expect((await world.access.signIn({ ...signIn, address: '192.0.2.200' })).kind).toBe('signed-in')
    world.clock.advance(60_000)
    expect((await world.access.signIn(signIn)).kind).toBe('signed-in')
  })

  it('an e-mail domain is refused, or waits where that was said, with all below it', async () => {
    await world.policies.blockEmailDomain({ domain: 'gone.example', allowWithApproval: false }, null)
    await world.policies.blockEmailDomain({ domain: 'wait.example', allowWithApproval: true }, null)
    expect(await signUp({ email: `a${count}@mail.gone.example` })).toMatchObject({
      problems: [{ field: 'email', because: 'blocked' }],
    })
    expect(await signUp({ email: `b${count}@wait.example` })).toMatchObject({ state: 'pending' })
  })
})
