import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#kit/free-port.ts'
import { openBrowser } from '#kit/open-browser.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let peer: RemotePeer
let host: string
let alice: Person
let bob: Person
let carol: Person
const imports = '/api/cairn/v1/imports'

beforeAll(async () => {
  ;[server, peer] = await Promise.all([startServer(), startRemotePeer()])
  host = new URL(server.origin).host
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
}, 120_000)
afterAll(() => Promise.all([server, peer].map((one) => one?.[Symbol.asyncDispose]())))

function bring(person: Person, type: string, content: string, mode?: string) {
  const form = new FormData()
  form.set('type', type)
  if (mode) form.set('mode', mode)
  form.set('file', new Blob([content], { type: 'text/csv' }), 'mine.csv')
  return person.post(imports, form)
}

async function bringToEnd(person: Person, ...of: [type: string, content: string, mode?: string]) {
  const { body, status } = await bring(person, ...of)
  expect([status, body.state]).toEqual([200, 'waiting'])
  return untilDone(person, body.id)
}

function untilDone(person: Person, id: string) {
  return eventually(async () => {
    const { body } = await person.get(`${imports}/${id}`)
    return body.state === 'done' ? body : undefined
  }, 'the import')
}

const exported = async (person: Person, name: string) =>
  (await person.get(`/api/cairn/v1/exports/${name}`)).body as string

const followsHeader = 'Account address,Show boosts,Notify on new posts,Languages'

it('ends as failed, and says so, when it cannot be worked off', async () => {
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin
      if new.done + new.failed > old.done + old.failed then raise exception 'The disk is full.'; end if;
      return new;
    end $$;
    create trigger refuse before update on account_imports for each row execute function refuse();
  `)
  const emil = await createPerson(server, 'emil')
  const { body } = await bring(emil, 'domain_blocks', 'one.example\ntwo.example\n')
  const ended = await eventually(async () => {
    await db.sql`update jobs set run_at = now() where kind = 'work-on-import' and locked_until is null`
    const { body: now } = await emil.get(`${imports}/${body.id}`)
    return now.ended_at && now
  }, 'the end of the import')
  await db.sql.unsafe('drop trigger refuse on account_imports; drop function refuse')
  expect(ended).toMatchObject({ state: 'failed', done: 0, error: expect.stringContaining('Bring it again') })
  const left = await db.sql`select 1 from account_import_entries where import_id = ${body.id}`
  expect(left).toHaveLength(0)
})

describe('follows', () => {
  it('asks accounts of other servers, names the rows that fail, and goes on past hosts that are silent', async () => {
    const zoe = peer.createActor('zoe')
    const nowhere = `127.0.0.1:${await freePort()}`
    const done = await bringToEnd(
      alice,
      'follows',
      [
        followsHeader,
        `bob@${host},false,true,"en, de"`,
        `zoe@${peer.host},true,false,`,
        'not an address,true,false,',
        `nobody@${host},true,false,`,
        `nobody@${peer.host},true,false,`,
        `bob@${host},perhaps,false,`,
        ...Array.from({ length: 6 }, (_, n) => `lost${n}@${nowhere}`),
      ].join('\n'),
    )
    expect(done).toMatchObject({ type: 'follows', mode: 'merge', total: 12, done: 2, failed: 10 })
    const reasons = Object.fromEntries(
      done.failures.map(({ line, reason }: { line: number; reason: string }) => [line, reason]),
    )
    expect(reasons).toMatchObject({
      4: '“not an address” is not the address of an account.',
      5: `There is no account nobody@${host}.`,
      6: `There is no account nobody@${peer.host}.`,
      7: '“perhaps” under “show boosts” is neither true nor false.',
      8: `${nowhere} does not answer.`,
      13: `${nowhere} does not answer.`,
    })
    expect(await exported(alice, 'follows')).toBe(`${followsHeader}\nbob@${host},false,true,"en, de"\n`)
    const asked = await eventually(async () => peer.activitiesAt('/users/zoe/inbox')[0], 'the follow')
    expect([asked['type'], asked['object']]).toEqual(['Follow', zoe.uri])
  })

  it('takes back what the export wrote, and overwriting ends what the file does not name', async () => {
    const before = await exported(alice, 'follows')
    await alice.post(`/api/v1/accounts/${bob.id}/follow`, { reblogs: true, notify: false, languages: [] })
    await alice.post(`/api/v1/accounts/${carol.id}/follow`)
    const merged = await bringToEnd(alice, 'follows', before)
    expect(merged).toMatchObject({ total: 1, done: 1, failed: 0, failures: [] })
    expect((await exported(alice, 'follows')).split('\n')).toHaveLength(4)
    await bringToEnd(alice, 'follows', before, 'overwrite')
    expect(await exported(alice, 'follows')).toBe(before)
  })
})

describe('all the others', () => {
  it('come back as the export wrote them, and overwriting removes the rest', async () => {
    const { body: list } = await bob.post('/api/v1/lists', { title: 'Friends, "old"' })
    await bob.post(`/api/v1/accounts/${alice.id}/follow`)
    await bob.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [alice.id] })
    await bob.post(`/api/v1/accounts/${alice.id}/mute`, { notifications: false })
    await bob.post('/api/v1/domain_blocks', { domain: 'spam.example' })
    const { body: post } = await alice.post('/api/v1/statuses', { status: 'Keep this' })
    await bob.post(`/api/v1/statuses/${post.id}/bookmark`)
    const names = ['lists', 'mutes', 'domain_blocks', 'bookmarks'] as const
    const files = new Map<string, string>()
    for (const name of names) files.set(name, await exported(bob, name))

    await bob.post(`/api/v1/accounts/${carol.id}/follow`)
    await bob.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [carol.id] })
    await bob.post('/api/v1/lists', { title: 'Not in the file' })
    await bob.post(`/api/v1/accounts/${carol.id}/mute`)
    await bob.post('/api/v1/domain_blocks', { domain: 'more.example' })
    const { body: other } = await alice.post('/api/v1/statuses', { status: 'Not this' })
    await bob.post(`/api/v1/statuses/${other.id}/bookmark`)
    for (const name of names) await bringToEnd(bob, name, files.get(name) ?? '', 'overwrite')
    for (const name of names) expect(await exported(bob, name)).toBe(files.get(name))
    expect((await bob.get('/api/v1/lists')).body).toHaveLength(1)

    for (const name of names) await bringToEnd(carol, name, files.get(name) ?? '')
    for (const name of names) expect(await exported(carol, name)).toBe(files.get(name))
  })

  it('blocks, with and without a first line', async () => {
    await bringToEnd(carol, 'blocks', `Account address\nalice@${host}\n`)
    expect(await exported(carol, 'blocks')).toBe(`alice@${host}\n`)
    await bringToEnd(carol, 'blocks', `bob@${host}\n`, 'overwrite')
    expect(await exported(carol, 'blocks')).toBe(`bob@${host}\n`)
  })

  it('bookmarks a post of another server, fetched for it', async () => {
    const yan = peer.createActor('yan')
    const uri = `${peer.origin}/notes/1`
    peer.serve('/notes/1', peer.note(yan, uri))
    const done = await bringToEnd(carol, 'bookmarks', `#uri\n${uri}\n${peer.origin}/notes/2\n`)
    expect(done).toMatchObject({ done: 1, failed: 1, failures: [{ line: 3 }] })
    expect(await exported(carol, 'bookmarks')).toContain(`${uri}\n`)
  })
})

describe('refusals', () => {
  it('says what is wrong with a file that cannot be taken in', async () => {
    const refused = async (type: string, content: string) => {
      const { status, body } = await bring(carol, type, content)
      expect(status).toBe(422)
      return body.error as string
    }
    expect(await refused('follows', 'Account address,Hide notifications\nbob@a.example,true')).toContain(
      'a file of follows has account address, show boosts, notify on new posts, languages.',
    )
    expect(await refused('mutes', 'Name,Age\nbob,7')).toContain('does not name its columns')
    expect(await refused('blocks', '')).toContain('no rows')
    expect(await refused('blocks', 'Account address\n')).toContain('no rows')
    expect(await refused('blocks', '"open')).toContain('This is no CSV')
    expect(await refused('bookmarks', 'spam.example')).toContain('is not the address of a post')
    expect(
      await refused('domain_blocks', '#domain\nx.example\n'.concat('y.example\n'.repeat(20_000))),
    ).toContain('More than 20000 rows')
    const flawed = await bring(
      carol,
      'follows',
      `${followsHeader}\nbob@${host},,,\nalice@${host},perhaps,,`,
      'overwrite',
    )
    expect([flawed.status, flawed.body.error]).toEqual([422, expect.stringContaining('Line 3: “perhaps”')])
    expect((await carol.post(imports, { type: 'follows' })).status).toBe(422)
    expect((await bring(carol, 'nonsense', 'x')).status).toBe(422)
    expect((await bring(carol, 'blocks', 'x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(413)
  })

  it('asks for the scope of what it changes, and shows imports to their owner alone', async () => {
    expect((await callApi(server.origin, { method: 'GET', path: imports })).status).toBe(401)
    const token = await server.cairn(
      'token',
      'create',
      '--username',
      'alice',
      '--scopes',
      'write:blocks read:blocks',
    )
    const call = (method: string, path: string, body?: FormData) =>
      callApi(server.origin, { method, path, body, headers: { authorization: `Bearer ${token}` } })
    const form = new FormData()
    form.set('type', 'follows')
    form.set('file', new Blob([`bob@${host}`]), 'mine.csv')
    expect((await call('POST', imports, form)).status).toBe(403)
    const [one] = (await alice.get(imports)).body
    expect(one.type).toBe('follows')
    expect((await call('GET', imports)).body).toEqual([])
    expect((await call('GET', `${imports}/${one.id}`)).status).toBe(404)
    expect((await bob.get(`${imports}/${one.id}`)).status).toBe(404)
  })
})

it('is started in the settings of the web client, which show what came of it', {
  timeout: 180_000,
}, async () => {
  await using browser = await openBrowser()
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  page.setDefaultTimeout(45_000)
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill('dora')
  await page.locator('input[name=email]').fill('dora@example.org')
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
  await page.goto(`${server.origin}/settings`)
  const section = page.locator('#import')
  await section.getByLabel('The file lists').selectOption('Servers you block')
  await section.locator('input[type=file]').setInputFiles({
    name: 'domains.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('#domain\nspam.example\nno domain\n'),
  })
  await section.getByText('1 taken over, 1 could not be').waitFor()
  await section.getByText('What could not be', { exact: true }).click()
  const reason = section.getByText('Line 3:')
  await reason.waitFor()
  expect(await reason.textContent()).toContain('“no domain” is not a domain.')
})

it('goes on after kill -9 where it was, and counts nothing twice', async () => {
  const rows = Array.from({ length: 1500 }, (_, n) => `spam${n}.example`)
  const { body } = await bring(alice, 'domain_blocks', rows.join('\n'))
  const begun = await eventually(async () => {
    const now = (await alice.get(`${imports}/${body.id}`)).body
    return now.done > 0 && now
  }, 'the first batch')
  await server.kill()
  expect(begun.state).toBe('working')
  // As if the time had passed after which the work of a worker that fell silent is taken over.
  const db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  const left = await db.sql`select line from account_import_entries where import_id = ${body.id}`
  expect(left.length).toBeGreaterThan(0)
  await db.sql`update jobs set locked_until = now() where kind = 'work-on-import'`
  await db[Symbol.asyncDispose]()
  await server.start()
  expect(await untilDone(alice, body.id)).toMatchObject({ total: 1500, done: 1500, failed: 0 })
  const blocked = (await exported(alice, 'domain_blocks')).trim().split('\n')
  expect(new Set(blocked).size).toBe(1500)
  expect(blocked).toHaveLength(1500)
}, 60_000)
