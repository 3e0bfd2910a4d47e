import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import type { Access } from './index.ts'
import { insertPasskey } from './passkey-store.ts'

const dayMs = 86_400_000

let world: AccessWorld
let access: Access
let alice: Account
let count = 0

beforeAll(async () => {
  world = await createAccessWorld()
})
beforeEach(async () => {
  count += 1
  alice = await world.createUser(`alice${count}`)
  access = world.anotherProcess()
})
afterAll(() => world[Symbol.asyncDispose]())

function signIn(more: { login?: string; password?: string; address?: string; replaces?: string } = {}) {
  return access.signIn({ login: alice.username, password, address: '192.0.2.1', ...more })
}

async function sessionToken(): Promise<string> {
  const result = await signIn()
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return result.session.token
}

describe('signing in', () => {
  it('works by name, by @name and by e-mail address, in any case', async () => {
    const names = [
      alice.username,
      alice.username.toUpperCase(),
      `@${alice.username}`,
      `ALICE${count}@example.org `,
    ]
    for (const login of names) {
      expect(await signIn({ login })).toMatchObject({ kind: 'signed-in', account: { id: alice.id } })
    }
  })

  it('keeps only a hash of the session token', async () => {
    const token = await sessionToken()
    const [row] = await world.db.sql`select * from sessions where account_id = ${alice.id}`
    expect(JSON.stringify(row)).not.toContain(token)
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    ['a wrong password', { password: 'eight grey stones' }],
    ['an unknown name', { login: 'nobody' }],
    ['an unknown address', { login: 'nobody@example.org' }],
    ['NUL in the name', { login: 'ali\0ce' }],
    ['an empty name', { login: '' }],
  ])('answers %s with one and the same refusal', async (_what, more) => {
    expect(await signIn(more)).toEqual({ kind: 'refused', because: 'wrong' })
  })

  it('does not find a remote account of the same name', async () => {
    expect(await signIn({ login: `${alice.username}@elsewhere.example` })).toEqual({
      kind: 'refused',
      because: 'wrong',
    })
  })

  it('says that an account is suspended only to one who knows the password', async () => {
    await world.accounts.suspendAccount(alice.id)
    expect(await signIn()).toEqual({ kind: 'refused', because: 'suspended' })
    expect(await signIn({ password: 'guess guess' })).toEqual({ kind: 'refused', because: 'wrong' })
  })

  it('answers for a deleted account as if there were none', async () => {
    await world.accounts.deleteAccount(alice.id)
    expect(await signIn()).toEqual({ kind: 'refused', because: 'wrong' })
  })

  it('says that a user is disabled only to one who knows the password', async () => {
    await world.db.sql`update users set state = 'disabled' where account_id = ${alice.id}`
    expect(await signIn()).toEqual({ kind: 'refused', because: 'disabled' })
  })

  it('gives a new session at each time, and ends the one it takes the place of', async () => {
    const first = await sessionToken()
    const result = await signIn({ replaces: first })
    if (result.kind !== 'signed-in') throw new Error(result.kind)
    expect(result.session.token).not.toBe(first)
    expect(await access.findSession(first)).toBeUndefined()
    expect(await access.findSession(result.session.token)).toMatchObject({ accountId: alice.id })
  })
})

describe('guessing', () => {
  it('ends after ten tries at one account, from wherever they come, and says for how long', async () => {
    for (let i = 0; i < 10; i++) {
      expect(await signIn({ password: 'guess guess', address: `198.51.100.${i}` })).toMatchObject({
        because: 'wrong',
      })
    }
    expect(await signIn({ password: 'guess guess', address: '203.0.113.1' })).toEqual({
      kind: 'limited',
      retryAfter: 60,
    })
    expect(await signIn({ address: '203.0.113.2' })).toMatchObject({ kind: 'limited' })
    world.clock.advance(60_000)
    expect(await signIn({ address: '203.0.113.3' })).toMatchObject({ kind: 'signed-in' })
  })

  it('counts the name and the address of one account together', async () => {
    for (let i = 0; i < 10; i++) {
      const login = i % 2 === 0 ? alice.username : `alice${count}@example.org`
      await signIn({ login, password: 'guess guess', address: `198.51.100.${i}` })
    }
    expect(await signIn({ address: '203.0.113.1' })).toMatchObject({ kind: 'limited' })
  })

  it('ends after thirty tries from one address, at whatever accounts', async () => {
    for (let i = 0; i < 30; i++) await signIn({ login: `nobody${i}`, password: 'guess guess' })
    expect(await signIn({ login: 'somebody', password: 'guess guess' })).toEqual({
      kind: 'limited',
      retryAfter: 20,
    })
  })

  it('is not made faster by trying at the same time', async () => {
    const results = await Promise.all(
      Array.from({ length: 15 }, (_, i) => signIn({ password: 'guess guess', address: `198.51.100.${i}` })),
    )
    expect(results.filter((result) => result.kind === 'refused')).toHaveLength(10)
  })

  it('never counts against one who signs in rightly', async () => {
    for (let i = 0; i < 40; i++) expect(await signIn()).toMatchObject({ kind: 'signed-in' })
  })

  it('is not limited where limits are off', async () => {
    access = world.anotherProcess({ limits: 'off' })
    for (let i = 0; i < 12; i++) await signIn({ password: 'guess guess' })
    expect(await signIn()).toMatchObject({ kind: 'signed-in' })
  })
})

describe('a session', () => {
  it('lives 30 days from its last use', async () => {
    const token = await sessionToken()
    world.clock.advance(29 * dayMs)
    expect(await access.findSession(token)).toBeDefined()
    world.clock.advance(29 * dayMs)
    expect(await access.findSession(token)).toBeDefined()
    world.clock.advance(30 * dayMs + 1)
    expect(await access.findSession(token)).toBeUndefined()
  })

  it('ends after 180 days, however much it is used', async () => {
    const token = await sessionToken()
    for (let day = 0; day < 179; day += 20) {
      expect(await access.findSession(token)).toBeDefined()
      world.clock.advance(20 * dayMs)
    }
    expect(await access.findSession(token)).toBeUndefined()
  })

  it('ends when its person signs out', async () => {
    const token = await sessionToken()
    await access.endSession(token)
    expect(await access.findSession(token)).toBeUndefined()
  })

  it.each(['', 'forged', 'x'.repeat(43), `${'x'.repeat(42)}\0`])(
    'is not found by the token %j',
    async (token) => {
      expect(await access.findSession(token)).toBeUndefined()
    },
  )

  it('counts no more once its account is suspended, before any reaction ran', async () => {
    const token = await sessionToken()
    await world.accounts.suspendAccount(alice.id)
    expect(await access.findSession(token)).toBeUndefined()
  })

  it('is cleared away after its end', async () => {
    await sessionToken()
    world.clock.advance(31 * dayMs)
    expect(await access.prune()).toBeGreaterThanOrEqual(1)
    expect(await world.db.sql`select 1 from sessions where account_id = ${alice.id}`).toHaveLength(0)
  })
})

describe('changing the password', () => {
  const next = 'eleven dark stones'
  const change = (more: object = {}) =>
    access.changePassword({ accountId: alice.id, currentPassword: password, newPassword: next, ...more })

  it('ends every other session and every token', async () => {
    const mine = await sessionToken()
    const other = await sessionToken()
    const bearer = await access.createTokenFor(alice.id, ['read'])
    expect(await access.findToken(bearer)).toBeDefined()
    expect(await change({ exceptSession: mine })).toEqual({ kind: 'changed' })
    expect(await access.findSession(mine)).toBeDefined()
    expect(await access.findSession(other)).toBeUndefined()
    expect(await access.findToken(bearer)).toBeUndefined()
    expect(await signIn()).toMatchObject({ because: 'wrong' })
    expect(await signIn({ password: next })).toMatchObject({ kind: 'signed-in' })
  })

  it('needs the present one', async () => {
    expect(await change({ currentPassword: 'guess guess' })).toEqual({ kind: 'refused', because: 'wrong' })
  })

  it.each([
    ['short', 'too-short'],
    ['password123', 'common'],
  ])('refuses %s', async (newPassword, because) => {
    expect(await change({ newPassword })).toEqual({ kind: 'refused', because })
  })

  it('is no way to guess without end', async () => {
    for (let i = 0; i < 10; i++) await change({ currentPassword: 'guess guess' })
    expect(await change()).toMatchObject({ kind: 'limited' })
  })

  it('R19: ends passkeys where it was lost, and leaves them to who has it', async () => {
    const session = await sessionToken()
    const key = {
      credentialId: Buffer.from(`key of ${alice.username}`),
      accountId: alice.id,
      name: 'Phone',
      publicKey: Buffer.from('key'),
      useCount: 0,
      transports: [],
      createdAt: new Date(0),
    }
    await insertPasskey(world.db.sql, key)
    await change({ exceptSession: session })
    expect(await access.passkeys.list(alice.id)).toHaveLength(1)
    await access.resetPassword(alice.id)
    expect(await access.passkeys.list(alice.id)).toEqual([])
  })

  it('can be done by the operator, who gets a random one', async () => {
    const session = await sessionToken()
    const reset = await access.resetPassword(alice.id)
    expect(reset).toMatch(/^[a-z2-9]{20}$/)
    expect(await access.findSession(session)).toBeUndefined()
    expect(await signIn({ password: reset ?? '' })).toMatchObject({ kind: 'signed-in' })
    expect(await access.resetPassword('1' as Account['id'])).toBeUndefined()
  })
})
