import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type AccessWorld, createAccessWorld } from '#kit/access-world.ts'
import { createEventLog, runConsumers } from '#platform/events/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createLog } from '#platform/log/index.ts'
import { type Access, type App, type AuthorizationRequest, accessReactions } from './index.ts'

const redirectUri = 'com.example.app:/done'
const verifier = 'v'.repeat(43)
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')

let world: AccessWorld
let access: Access
let alice: Account
let app: App
let clientSecret: string

beforeAll(async () => {
  world = await createAccessWorld()
  alice = await world.createUser('alice')
  ;({ app, clientSecret } = await register())
})
beforeEach(() => {
  access = world.anotherProcess()
})
afterAll(() => world[Symbol.asyncDispose]())

async function register(more: object = {}): Promise<{ app: App; clientSecret: string }> {
  const result = await world.access.registerApp({
    name: 'Stones',
    redirectUris: redirectUri,
    scopes: 'read write follow push admin:read',
    ...more,
  })
  if (result.kind !== 'registered') throw new Error(JSON.stringify(result.problems))
  return result
}

function request(more: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return { clientId: app.clientId, redirectUri, responseType: 'code', scope: 'read', ...more }
}

async function code(more: Partial<AuthorizationRequest> = {}, account = alice): Promise<string> {
  const review = await access.reviewAuthorization(request(more))
  if (review.kind !== 'fine') throw new Error(JSON.stringify(review))
  return access.grantAuthorization(account.id, review.authorization)
}

async function exchange(more: object = {}) {
  const given = { clientId: app.clientId, clientSecret, redirectUri, code: '', ...more }
  return access.exchangeCode(given.code === '' ? { ...given, code: await code() } : given)
}

async function bearer(more: Partial<AuthorizationRequest> = {}, account = alice): Promise<string> {
  const result = await exchange({ code: await code(more, account) })
  if (result.kind !== 'issued') throw new Error(result.error)
  return result.token.accessToken
}

describe('registering an app', () => {
  it('takes several addresses, by line or as a list', async () => {
    const uris = ['https://a.example/', 'urn:ietf:wg:oauth:2.0:oob', 'x.y:/z']
    expect((await register({ redirectUris: uris.join('\n') })).app.redirectUris).toEqual(uris)
    expect((await register({ redirectUris: [...uris, uris[0]] })).app.redirectUris).toEqual(uris)
  })

  it('keeps only a hash of the secret', async () => {
    const [row] = await world.db.sql`select * from oauth_apps where id = ${app.id}`
    expect(JSON.stringify(row)).not.toContain(clientSecret)
  })

  it.each([
    [{ name: ' ' }, 'name', 'missing'],
    [{ name: 'x'.repeat(61) }, 'name', 'too-long'],
    [{ redirectUris: '' }, 'redirectUris', 'missing'],
    [{ redirectUris: ['https://a.example/', 'javascript:alert(1)'] }, 'redirectUris', 'invalid'],
    [
      { redirectUris: Array.from({ length: 21 }, (_, i) => `https://a.example/${i}`) },
      'redirectUris',
      'too-long',
    ],
    [{ scopes: 'read everything' }, 'scopes', 'invalid'],
    [{ website: 'javascript:alert(1)' }, 'website', 'invalid'],
    [{ website: 'not a page' }, 'website', 'invalid'],
  ])('refuses %j', async (more, field, because) => {
    const result = await access.registerApp({ name: 'x', redirectUris: redirectUri, ...more })
    expect(result).toEqual({ kind: 'refused', problems: [{ field, because }] })
  })
})

describe('asking for authorization', () => {
  it.each([
    [{ clientId: 'unknown' }, 'unknown-app'],
    [{ clientId: 'a\0b' }, 'unknown-app'],
    [{ redirectUri: `${redirectUri}/more` }, 'wrong-redirect-uri'],
    [{ redirectUri: redirectUri.toUpperCase() }, 'wrong-redirect-uri'],
    [{ redirectUri: `${redirectUri}?x=1` }, 'wrong-redirect-uri'],
    [{ redirectUri: 'https://evil.example/' }, 'wrong-redirect-uri'],
    [{ redirectUri: '' }, 'wrong-redirect-uri'],
  ])('sends nobody back for %j', async (more, because) => {
    expect(await access.reviewAuthorization(request(more))).toEqual({ kind: 'stop', because })
  })

  it.each([
    [{ responseType: 'token' }, 'unsupported_response_type'],
    [{ scope: 'read everything' }, 'invalid_scope'],
    [{ scope: 'profile' }, 'invalid_scope'],
    [{ codeChallenge, codeChallengeMethod: 'plain' }, 'invalid_request'],
    [{ codeChallenge }, 'invalid_request'],
    [{ codeChallengeMethod: 'S256' }, 'invalid_request'],
    [{ codeChallenge: 'short', codeChallengeMethod: 'S256' }, 'invalid_request'],
  ])('sends back an error for %j', async (more, error) => {
    expect(await access.reviewAuthorization(request(more))).toMatchObject({ kind: 'send-back', error })
  })

  it('lets an app ask for less than it was registered for, and for read when it says nothing', async () => {
    const asked = async (scope: string | undefined) => {
      const review = await access.reviewAuthorization(request({ scope }))
      return review.kind === 'fine' && review.authorization.scopes
    }
    expect(await asked('read:statuses write:media')).toEqual(['read:statuses', 'write:media'])
    expect(await asked(undefined)).toEqual(['read'])
  })

  it('needs PKCE from an app without a secret', async () => {
    await access.ensureFirstPartyApp(world.origin)
    const ours = { clientId: 'cairn-web', redirectUri: `${world.origin}/oauth/done` }
    expect(await access.reviewAuthorization(request(ours))).toMatchObject({ error: 'invalid_request' })
    const challenged = request({ ...ours, codeChallenge, codeChallengeMethod: 'S256' })
    expect(await access.reviewAuthorization(challenged)).toMatchObject({ kind: 'fine' })
  })
})

describe('exchanging a code', () => {
  it('gives a token of the scopes asked for', async () => {
    const token = await bearer({ scope: 'read write:media' })
    expect(await access.findToken(token)).toMatchObject({
      appId: app.id,
      accountId: alice.id,
      scopes: ['read', 'write:media'],
      role: 'user',
    })
  })

  it('keeps only hashes of code and token', async () => {
    const given = await code()
    const result = await exchange({ code: given })
    const rows = [
      ...(await world.db.sql`select * from oauth_codes`),
      ...(await world.db.sql`select * from oauth_tokens`),
    ]
    expect(JSON.stringify(rows)).not.toContain(given)
    expect(JSON.stringify(rows)).not.toContain(result.kind === 'issued' && result.token.accessToken)
  })

  it('refuses a second use, and revokes the token of the first at once', async () => {
    const given = await code()
    const first = await exchange({ code: given })
    if (first.kind !== 'issued') throw new Error(first.error)
    expect(await access.findToken(first.token.accessToken)).toBeDefined()
    expect(await exchange({ code: given })).toEqual({ kind: 'refused', error: 'invalid_grant' })
    expect(await access.findToken(first.token.accessToken)).toBeUndefined()
  })

  it('leaves no working token to two who bring the same code at once', async () => {
    const given = await code()
    const results = await Promise.all([exchange({ code: given }), exchange({ code: given })])
    expect(results.map((result) => result.kind).sort()).toEqual(['issued', 'refused'])
    for (const result of results) {
      const token = result.kind === 'issued' ? result.token.accessToken : ''
      expect(await access.findToken(token)).toBeUndefined()
    }
  })

  it('refuses a code after ten minutes', async () => {
    const given = await code()
    world.clock.advance(10 * 60_000)
    expect(await exchange({ code: given })).toEqual({ kind: 'refused', error: 'invalid_grant' })
  })

  it.each([
    ['another address', { redirectUri: 'https://evil.example/' }, 'invalid_grant'],
    ['no address', { redirectUri: '' }, 'invalid_grant'],
    ['a wrong secret', { clientSecret: 'x'.repeat(43) }, 'invalid_client'],
    ['no secret', { clientSecret: undefined }, 'invalid_client'],
    ['an unknown app', { clientId: 'unknown' }, 'invalid_client'],
    ['a made-up code', { code: 'x'.repeat(43) }, 'invalid_grant'],
    ['a malformed code', { code: 'a\0b' }, 'invalid_grant'],
    ['a verifier where there was no challenge', { codeVerifier: verifier }, 'invalid_grant'],
  ])('refuses %s', async (_what, more, error) => {
    expect(await exchange(more)).toEqual({ kind: 'refused', error })
  })

  it('refuses the code of another app, which can still use it', async () => {
    const given = await code()
    const other = await register()
    const stolen = { code: given, clientId: other.app.clientId, clientSecret: other.clientSecret }
    expect(await exchange(stolen)).toEqual({ kind: 'refused', error: 'invalid_grant' })
    expect(await exchange({ code: given })).toMatchObject({ kind: 'issued' })
  })

  it.each([
    ['none', undefined],
    ['a wrong one', 'w'.repeat(43)],
    ['the challenge itself', codeChallenge],
    ['a short one', 'v'],
  ])(
    'refuses, where a challenge was given, as verifier %s, and uses the code up',
    async (_what, codeVerifier) => {
      const given = await code({ codeChallenge, codeChallengeMethod: 'S256' })
      expect(await exchange({ code: given, codeVerifier })).toEqual({
        kind: 'refused',
        error: 'invalid_grant',
      })
      expect(await exchange({ code: given, codeVerifier: verifier })).toMatchObject({ kind: 'refused' })
    },
  )

  it('takes the verifier of the challenge', async () => {
    const given = await code({ codeChallenge, codeChallengeMethod: 'S256' })
    expect(await exchange({ code: given, codeVerifier: verifier })).toMatchObject({ kind: 'issued' })
  })
})

describe('scopes of admins', () => {
  it('are left out for those who are no staff', async () => {
    const token = await bearer({ scope: 'read admin:read' })
    expect((await access.findToken(token))?.scopes).toEqual(['read'])
  })

  it('end with the role', async () => {
    const bob = await world.createUser('bob', 'moderator')
    const token = await bearer({ scope: 'read admin:read' }, bob)
    expect((await access.findToken(token))?.scopes).toEqual(['read', 'admin:read'])
    await access.setRole(bob.id, 'user')
    expect(await access.findToken(token)).toMatchObject({ scopes: ['read'], role: 'user' })
  })

  it('are never given to an app without a person', async () => {
    const result = await access.grantClientToken({
      clientId: app.clientId,
      clientSecret,
      scope: 'read admin:read',
    })
    expect(result).toMatchObject({ kind: 'issued', token: { scopes: ['read'] } })
  })
})

describe('client credentials', () => {
  it('give a token of nobody', async () => {
    const result = await access.grantClientToken({ clientId: app.clientId, clientSecret })
    if (result.kind !== 'issued') throw new Error(result.error)
    expect(await access.findToken(result.token.accessToken)).toMatchObject({
      accountId: null,
      scopes: ['read'],
    })
  })

  it.each([
    [{ clientSecret: 'wrong' }, 'invalid_client'],
    [{ scope: 'profile' }, 'invalid_scope'],
    [{ clientId: 'cairn-web', clientSecret: undefined }, 'unauthorized_client'],
  ])('are refused with %j', async (more, error) => {
    await access.ensureFirstPartyApp(world.origin)
    const given = { clientId: app.clientId, clientSecret, ...more }
    expect(await access.grantClientToken(given)).toEqual({ kind: 'refused', error })
  })
})

describe('a token', () => {
  const revoke = (more: object) =>
    access.revokeToken({ clientId: app.clientId, clientSecret, token: '', ...more })

  it('ends at once when its app gives it back', async () => {
    const token = await bearer()
    await access.findToken(token)
    expect(await revoke({ token })).toEqual({ kind: 'revoked' })
    expect(await access.findToken(token)).toBeUndefined()
  })

  it('ends within five seconds in other processes', async () => {
    const elsewhere = world.anotherProcess()
    const token = await bearer()
    await elsewhere.findToken(token)
    await revoke({ token })
    world.clock.advance(5000)
    expect(await elsewhere.findToken(token)).toBeUndefined()
  })

  it('can be given back twice, and when there never was one', async () => {
    const token = await bearer()
    for (const given of [token, token, 'nonsense', 'x'.repeat(43)]) {
      expect(await revoke({ token: given })).toEqual({ kind: 'revoked' })
    }
  })

  it('cannot be revoked by another app, nor without the secret', async () => {
    const token = await bearer()
    const other = await register()
    const foreign = { token, clientId: other.app.clientId, clientSecret: other.clientSecret }
    expect(await revoke(foreign)).toEqual({ kind: 'refused', error: 'unauthorized_client' })
    expect(await revoke({ token, clientSecret: 'wrong' })).toEqual({
      kind: 'refused',
      error: 'invalid_client',
    })
    expect(await access.findToken(token)).toBeDefined()
  })

  it.each(['', 'forged', 'x'.repeat(43), "' or 1=1 --", `${'x'.repeat(42)}\0`])(
    'is not found by %j',
    async (text) => {
      expect(await access.findToken(text)).toBeUndefined()
    },
  )

  it('counts no more once its account is suspended, before any reaction ran', async () => {
    const carol = await world.createUser('carol')
    const token = await access.createTokenFor(carol.id, ['read', 'write'])
    expect(await access.findToken(token)).toMatchObject({ scopes: ['read', 'write'] })
    await world.accounts.suspendAccount(carol.id)
    world.clock.advance(5000)
    expect(await access.findToken(token)).toBeUndefined()
  })

  it('is answered from memory when asked again', async () => {
    const token = await access.createTokenFor(alice.id, ['read'])
    const first = await access.findToken(token)
    expect(await access.findToken(token)).toBe(first)
  })

  it('notes its use every ten minutes at most', async () => {
    const token = await access.createTokenFor(alice.id, ['read'])
    const use = async () => {
      const id = (await access.findToken(token))?.tokenId ?? null
      const [row] = await world.db.sql`select last_used_at from oauth_tokens where id = ${id}`
      return row?.['lastUsedAt']
    }
    const first = await use()
    expect(first).toBeInstanceOf(Date)
    world.clock.advance(9 * 60_000)
    expect(await use()).toEqual(first)
    world.clock.advance(60_000)
    expect(await use()).not.toEqual(first)
  })
})

describe('reactions', () => {
  it('end sessions, codes and tokens of the suspended for good, and forget the deleted', async () => {
    const log = createLog('silent')
    const eventLog = createEventLog(world.db, createIdMaker(world.clock, 2))
    const dave = await world.createUser('dave')
    const erin = await world.createUser('erin')
    const daves = await access.createTokenFor(dave.id, ['read'])
    const pendingCode = await code({}, dave)
    const session = await access.startSession(dave.id)
    await world.accounts.suspendAccount(dave.id)
    await world.accounts.deleteAccount(erin.id)
    const consumer = {
      name: 'access',
      reactions: accessReactions({ clock: world.clock, announce: eventLog.announce }),
    }
    const running = runConsumers({ db: world.db, eventLog, log }, [consumer])
    await expect
      .poll(
        () => {
          // What was remembered while the consumer was under way is forgotten in time.
          world.clock.advance(5000)
          return access.userFor(erin.id).then((user) => user ?? null)
        },
        { timeout: 10_000 },
      )
      .toBeNull()
    await running[Symbol.asyncDispose]()
    await world.accounts.unsuspendAccount(dave.id)
    world.clock.advance(5000)
    expect(await access.findToken(daves)).toBeUndefined()
    expect(await access.findSession(session.token)).toBeUndefined()
    expect(await exchange({ code: pendingCode })).toEqual({ kind: 'refused', error: 'invalid_grant' })
  })
})

describe('users', () => {
  it('keep their defaults, seen at once', async () => {
    await access.userFor(alice.id)
    await access.updateUserDefaults(alice.id, { defaultVisibility: 'unlisted', checkinPrecision: 'city' })
    expect(await access.userFor(alice.id)).toMatchObject({
      defaultVisibility: 'unlisted',
      checkinPrecision: 'city',
      checkinVisibility: 'followers',
    })
  })

  it('are found at once when another process has just made them', async () => {
    const fresh = await world.createUser('fresh')
    expect(await access.userFor(fresh.id)).toMatchObject({ role: 'user' })
  })

  it('are listed in pages and counted', async () => {
    const first = await access.listUsers({ afterId: '0', limit: 2 })
    const rest = await access.listUsers({
      afterId: first.at(-1)?.accountId ?? '',
      limit: 100,
      state: 'active',
    })
    const counts = await access.countUsers()
    expect(first.length + rest.length).toBe(counts.total)
    expect(counts.activeMonth).toBe(counts.total)
  })
})
