import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import { runCommand } from '#kit/run-command.ts'
import { findRunningEmbeddedPostgres } from '#platform/db/embedded/index.ts'

let world: AccessWorld

beforeAll(async () => {
  world = await createAccessWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const cairn = (...words: string[]) => runCommand(world, words)

function create(username: string, ...more: string[]) {
  return cairn('account', 'create', '--username', username, '--email', `${username}@example.org`, ...more)
}

describe('account create', () => {
  it('prints one JSON object of an account that can sign in at once', async () => {
    const { code, out, err } = await create(
      'alice',
      '--password',
      password,
      '--role',
      'owner',
      '--display-name',
      'Alice',
    )
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      username: 'alice',
      email: 'alice@example.org',
      role: 'owner',
      state: 'active',
      display_name: 'Alice',
      locked: true,
      uri: 'https://social.example/users/alice',
      url: 'https://social.example/@alice',
    })
    expect(JSON.parse(out)).not.toHaveProperty('password')
    const signedIn = await world.access.signIn({ login: 'alice', password, address: '192.0.2.1' })
    expect(signedIn.kind).toBe('signed-in')
  })

  it('makes and prints a password where none is given, and opens the account when asked', async () => {
    const made = JSON.parse((await create('opened', '--open')).out)
    expect(made.locked).toBe(false)
    const login = { login: 'opened', password: made.password, address: '192.0.2.1' }
    expect(await world.access.signIn(login)).toMatchObject({ kind: 'signed-in' })
  })

  it('says all that is wrong on standard error, and nothing on standard output', async () => {
    const { code, out, err } = await create('alice', '--password', 'short')
    expect([code, out]).toEqual([1, ''])
    expect(err.trim().split('\n')).toEqual([
      'The password needs at least 8 characters.',
      'The username is taken.',
      'There already is an account with this e-mail address.',
    ])
  })

  it('is written wrongly without a name, or with a role that there is not', async () => {
    expect(await cairn('account', 'create', '--email', 'x@example.org')).toMatchObject({ code: 2, out: '' })
    expect(await create('king', '--role', 'king')).toMatchObject({ code: 2, out: '' })
  })
})

describe('token create', () => {
  it('prints only the token, which works in a server that runs', async () => {
    const running = world.anotherProcess()
    const { code, out, err } = await cairn(
      'token',
      'create',
      '--username',
      'alice',
      '--scopes',
      'read write follow push',
    )
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^[\w-]{43}\n$/)
    expect(await running.findToken(out.trim())).toMatchObject({ scopes: ['read', 'write', 'follow', 'push'] })
  })

  it('refuses somebody unknown, and scopes that there are not', async () => {
    expect(await cairn('token', 'create', '--username', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'There is no account nobody on this server.\n',
    })
    expect((await cairn('token', 'create', '--username', 'alice', '--scopes', 'all')).code).toBe(2)
  })
})

describe('looking after accounts', () => {
  it('lists them, for people and for machines', async () => {
    expect((await cairn('account', 'list')).out).toContain('alice\towner\tactive\talice@example.org\n')
    const listed = JSON.parse((await cairn('account', 'list', '--json')).out)
    expect(listed[0]).toMatchObject({ username: 'alice', role: 'owner', suspended: false })
  })

  it('suspends and lifts the suspension', async () => {
    await create('dave', '--password', password)
    const token = (await cairn('token', 'create', '--username', 'dave')).out.trim()
    expect(await cairn('account', 'suspend', 'dave')).toEqual({ code: 0, out: '', err: '' })
    expect(await world.anotherProcess().findToken(token)).toBeUndefined()
    expect((await cairn('token', 'create', '--username', 'dave')).code).toBe(1)
    expect((await cairn('account', 'list')).out).toContain('dave\tuser\tsuspended')
    await cairn('account', 'unsuspend', '--username', 'dave')
    expect(await world.anotherProcess().findToken(token)).toBeDefined()
  })

  it('sets a new password and prints only it', async () => {
    await create('erin', '--password', password)
    const { out } = await cairn('account', 'reset-password', 'erin')
    const login = { login: 'erin', password: out.trim(), address: '192.0.2.1' }
    expect(await world.access.signIn(login)).toMatchObject({ kind: 'signed-in' })
  })

  it('changes the role', async () => {
    await cairn('account', 'set-role', 'erin', 'moderator')
    const erin = await world.accounts.findByHandle('erin', null)
    expect(erin && (await world.anotherProcess().userFor(erin.id))).toMatchObject({ role: 'moderator' })
  })

  it('approves and rejects those who wait, and nobody else', async () => {
    await cairn('settings', 'set', 'registrations', 'approval')
    const access = world.anotherProcess()
    for (const username of ['frank', 'grace']) {
      const reason = 'I like stones.'
      await access.signUp({
        username,
        email: `${username}@example.org`,
        password,
        reason,
        address: '192.0.2.1',
      })
    }
    expect((await cairn('account', 'approve', 'frank')).code).toBe(0)
    expect((await cairn('account', 'reject', 'grace')).code).toBe(0)
    expect(await access.signIn({ login: 'frank', password, address: '192.0.2.1' })).toMatchObject({
      kind: 'signed-in',
    })
    expect(await access.signIn({ login: 'grace', password, address: '192.0.2.1' })).toMatchObject({
      because: 'wrong',
    })
    expect((await cairn('account', 'approve', 'frank')).err).toBe('frank does not wait for approval.\n')
    await cairn('settings', 'set', 'registrations', 'open')
  })

  it('deletes, once', async () => {
    await create('heidi', '--password', password)
    expect((await cairn('account', 'delete', 'heidi')).code).toBe(0)
    expect((await cairn('account', 'delete', 'heidi')).code).toBe(1)
  })
})

describe('invites and settings', () => {
  it('makes an invite with its address', async () => {
    const invite = JSON.parse((await cairn('invite', 'create', '--uses', '3', '--expires-days', '7')).out)
    expect(invite.url).toBe(`https://social.example/auth/sign-up?invite=${invite.code}`)
    expect(invite.max_uses).toBe(3)
    expect((await cairn('invite', 'create', '--uses', 'many')).code).toBe(2)
  })

  it('lists, reads and changes settings', async () => {
    await cairn('settings', 'set', 'rules', 'Be kind.\nNo spam.')
    expect(JSON.parse((await cairn('settings', 'get', 'rules')).out)).toEqual(['Be kind.', 'No spam.'])
    expect((await cairn('settings', 'get', 'title')).out).toBe('Cairn\n')
    expect(JSON.parse((await cairn('settings', 'list')).out)).toMatchObject({
      title: 'Cairn',
      registrations: 'open',
    })
    expect(await cairn('settings', 'set', 'registrations', 'x')).toMatchObject({ code: 1, out: '' })
    expect(await cairn('settings', 'get', 'nonsense')).toMatchObject({ code: 1, out: '' })
  })

  it('explains the settings of the environment', async () => {
    expect((await cairn('settings', 'environment')).out).toContain(
      'CAIRN_ORIGIN (origin; default: http://localhost:3000)',
    )
  })
})

describe('dead letters', () => {
  it('are listed, replayed and dropped', async () => {
    await world.db.sql`
      insert into dead_jobs (id, kind, payload, attempts, last_error, created_at)
      values (41, 'deliver-activity', '{"a":1}', 10, 'no answer', now()), (42, 'deliver-activity', '{}', 10, null, now())
    `
    await world.db.sql`
      insert into parked_events (consumer, xid, id, type, subject, data, attempts, last_error, dead_at)
      values ('home', '1', 43, 'post.published', 'post:1', '{}', 10, 'broken', now())
    `
    expect((await cairn('events', 'dead-letters')).out).toContain(
      '43\tevent\tpost.published\thome\t10 attempts',
    )
    const listed = JSON.parse((await cairn('events', 'dead-letters', '--json')).out)
    expect(listed).toHaveLength(3)
    expect(listed).toContainEqual(
      expect.objectContaining({ id: '41', kind: 'job', data: { a: 1 }, error: 'no answer' }),
    )
    for (const act of [
      ['replay', '41'],
      ['drop', '42'],
      ['replay', '43'],
    ]) {
      expect(await cairn('events', ...act)).toEqual({ code: 0, out: '', err: '' })
    }
    expect((await cairn('events', 'dead-letters')).out).toBe('No dead letters.\n')
    expect(await world.db.sql`select 1 from jobs where id = 41`).toHaveLength(1)
    expect((await cairn('events', 'drop', '42')).code).toBe(1)
    expect((await cairn('events', 'drop', 'x')).code).toBe(2)
  })
})

describe('the program', () => {
  const run = async (environment: Record<string, string>, ...words: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment }
    const script = new URL('../../src/cli.ts', import.meta.url).pathname
    return promisify(execFile)(process.execPath, [script, ...words], { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        stdout: error.stdout,
        stderr: error.stderr,
      }),
    )
  }

  it('ends with the exit code of the command, results and complaints apart', async () => {
    const environment = { DATABASE_URL: world.url, CAIRN_ORIGIN: world.origin }
    const made = await run(environment, 'token', 'create', '--username', 'alice')
    expect(made).toEqual({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/), stderr: '' })
    const refused = await run(environment, 'token', 'create', '--username', 'nobody')
    expect(refused).toEqual({ code: 1, stdout: '', stderr: 'There is no account nobody on this server.\n' })
    expect((await run(environment, 'nonsense')).code).toBe(2)
    expect((await run({ ...environment, PORT: 'x' }, 'account', 'list')).code).toBe(2)
  })

  it('works without a server, on the embedded database, from an empty folder, and leaves nothing running', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cairn-cli-'))
    try {
      const environment = { DATA_DIR: dataDir, CAIRN_ORIGIN: world.origin }
      const words = [
        'account',
        'create',
        '--username',
        'alice',
        '--email',
        'a@example.org',
        '--password',
        password,
      ]
      const made = await run(environment, ...words)
      expect(made).toMatchObject({ code: 0, stderr: '' })
      expect(JSON.parse(made.stdout)).toMatchObject({ username: 'alice' })
      expect(await findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
      const listed = await run(environment, 'account', 'list')
      expect(listed).toMatchObject({ code: 0, stdout: 'alice\tuser\tactive\ta@example.org\n' })
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
