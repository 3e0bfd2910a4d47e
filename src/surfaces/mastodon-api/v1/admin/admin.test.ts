import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

const everything = 'read write admin:read admin:write'
let server: TestServer
let alice: Person
let bob: Person
let moderator: Person
let admin: Person

/** Somebody with a role, and a token for all that the role may do. */
async function createStaff(name: string, role: string): Promise<Person> {
  const person = await createPerson(server, name, { role })
  return withScopes(person, everything)
}

async function withScopes(person: Person, scopes: string): Promise<Person> {
  const token = await server.cairn('token', 'create', '--username', person.username, '--scopes', scopes)
  return personWith(server.origin, { ...person, token })
}

beforeAll(async () => {
  server = await startServer({ environment: { TRUST_PROXY: '127.0.0.1' } })
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  moderator = await createStaff('mona', 'moderator')
  admin = await createStaff('ada', 'admin')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const names = (list: { username: string }[]) => list.map((account) => account.username)

describe('who may ask', () => {
  const paths = [
    ['GET', '/api/v1/admin/accounts'],
    ['GET', '/api/v2/admin/accounts'],
    ['POST', '/api/v1/admin/accounts/1/action'],
    ['POST', '/api/v1/admin/accounts/1/approve'],
    ['DELETE', '/api/v1/admin/accounts/1'],
    ['GET', '/api/v1/admin/reports'],
    ['POST', '/api/v1/admin/reports/1/resolve'],
    ['GET', '/api/v1/admin/domain_blocks'],
    ['GET', '/api/v1/admin/domain_allows'],
    ['GET', '/api/v1/admin/email_domain_blocks'],
    ['GET', '/api/v1/admin/canonical_email_blocks'],
    ['GET', '/api/v1/admin/ip_blocks'],
  ] as const

  it.each(paths)('R22: %s %s wants a token, the scope and the role', async (method, path) => {
    expect((await callApi(server.origin, { method, path })).status).toBe(401)
    expect((await withScopes(moderator, 'read write').then((one) => one.call(method, path))).status).toBe(403)
    const pretender = await withScopes(alice, everything)
    expect(
      (await pretender.call(method, path, method === 'POST' ? { type: 'none' } : undefined)).status,
    ).toBe(403)
  })

  it('keeps federation, addresses and deletion from moderators', async () => {
    for (const path of ['domain_blocks', 'domain_allows', 'email_domain_blocks', 'ip_blocks'])
      expect([path, (await moderator.get(`/api/v1/admin/${path}`)).status]).toEqual([path, 403])
    expect((await moderator.call('DELETE', `/api/v1/admin/accounts/${bob.id}`)).status).toBe(403)
  })

  it('divides scopes by area', async () => {
    const narrow = await withScopes(admin, 'admin:read:reports')
    expect((await narrow.get('/api/v1/admin/reports')).status).toBe(200)
    expect((await narrow.get('/api/v1/admin/accounts')).status).toBe(403)
  })
})

describe('accounts', () => {
  it('are listed by what they are, and paged', async () => {
    const all = await moderator.get('/api/v2/admin/accounts?limit=2')
    expectEntity('AdminAccount', all.body)
    expect(names(all.body)).toEqual(['ada', 'mona'])
    const next = /<([^>]+)>; rel="next"/.exec(all.headers.get('link') ?? '')?.[1] ?? ''
    expect(names((await moderator.get(next.slice(server.origin.length))).body)).toEqual(['bob', 'alice'])
    const search = async (query: string) =>
      names((await moderator.get(`/api/v2/admin/accounts?${query}`)).body)
    expect(await search('permissions=staff')).toEqual(['ada', 'mona'])
    expect(await search('role_ids[]=1')).toEqual(['mona'])
    expect(await search('username=al')).toEqual(['alice'])
    expect(await search('email=bob@example')).toEqual(['bob'])
    expect(await search('origin=remote')).toEqual([])
    expect(await search('ip=192.0.2.1')).toEqual([])
    // Names of what every object has are no states.
    expect(await search('status=__proto__')).toEqual(await search('status=constructor'))
    expect(await search('status=constructor')).toContain('alice')
    expect(names((await moderator.get('/api/v1/admin/accounts?staff=true&local=true')).body)).toEqual([
      'ada',
      'mona',
    ])
  })

  it('one is shown with what moderators must know', async () => {
    const { body } = await moderator.get(`/api/v1/admin/accounts/${alice.id}`)
    expectEntity('AdminAccount', body)
    expect(body).toMatchObject({
      username: 'alice',
      domain: null,
      email: 'alice@example.org',
      approved: true,
      confirmed: true,
      disabled: false,
      role: { id: '-99' },
      account: { id: alice.id },
    })
    expect((await moderator.get('/api/v1/admin/accounts/1')).status).toBe(404)
    expect((await moderator.get('/api/v1/admin/reports/9223372036854775808')).status).toBe(404)
  })

  it('are warned, limited and set free, and the person is told', async () => {
    const path = `/api/v1/admin/accounts/${alice.id}`
    expect((await moderator.post(`${path}/action`, { type: 'explode' })).status).toBe(422)
    const limited = await moderator.post(`${path}/action`, { type: 'silence', text: 'Too loud.' })
    expect([limited.status, limited.body]).toEqual([200, {}])
    expect((await moderator.get(path)).body.silenced).toBe(true)
    expect(names((await moderator.get('/api/v2/admin/accounts?status=silenced')).body)).toEqual(['alice'])
    expect((await bob.get(`/api/v1/accounts/${alice.id}`)).body.limited).toBe(true)
    const told = await eventually(async () => {
      const list = (await alice.get('/api/v1/notifications?types[]=moderation_warning')).body
      return list.length > 0 && list
    }, 'the warning')
    expectEntity('Notification', told)
    expectEntity('AccountWarning', told[0].moderation_warning)
    expect(told[0]).toMatchObject({
      type: 'moderation_warning',
      moderation_warning: { action: 'silence', text: 'Too loud.', target_account: { id: alice.id } },
    })
    await moderator.post(`${path}/action`, { type: 'none', text: 'Mind the rules.' })
    await eventually(async () => {
      const { body } = await alice.get('/api/v2/notifications?types[]=moderation_warning')
      return body.notification_groups.length === 2 && body.notification_groups[0].moderation_warning
    }, 'the second warning')
    expect((await moderator.post(`${path}/unsilence`)).body.silenced).toBe(false)
    expect((await moderator.post(`${path}/action`, { type: 'sensitive' })).status).toBe(200)
    expect((await moderator.post(`${path}/unsensitive`)).body.sensitized).toBe(false)
  })

  it('are disabled at once, and enabled again', async () => {
    const path = `/api/v1/admin/accounts/${bob.id}`
    await moderator.post(`${path}/action`, { type: 'disable' })
    expect((await bob.get('/api/v1/accounts/verify_credentials')).status).toBe(401)
    expect(names((await moderator.get('/api/v2/admin/accounts?status=disabled')).body)).toEqual(['bob'])
    expect((await moderator.post(`${path}/enable`)).body.disabled).toBe(false)
    bob = await withScopes(bob, 'read write follow push')
  })

  it('above the moderator are out of reach', async () => {
    const act = { type: 'suspend' }
    expect((await moderator.post(`/api/v1/admin/accounts/${admin.id}/action`, act)).status).toBe(403)
    expect((await moderator.post(`/api/v1/admin/accounts/${moderator.id}/action`, act)).status).toBe(403)
  })

  it('are suspended, freed, suspended again and deleted', async () => {
    const eve = await createPerson(server, 'eve')
    const path = `/api/v1/admin/accounts/${eve.id}`
    expect((await admin.call('DELETE', path)).status).toBe(403)
    await moderator.post(`${path}/action`, { type: 'suspend' })
    expect((await eve.get('/api/v1/accounts/verify_credentials')).status).toBe(401)
    expect((await moderator.post(`${path}/unsuspend`)).body.suspended).toBe(false)
    await moderator.post(`${path}/action`, { type: 'suspend' })
    const deleted = await admin.call('DELETE', path)
    expectEntity('AdminAccount', deleted.body)
    expect((await admin.call('DELETE', path)).status).toBe(404)
  })

  it('that wait are approved and rejected', async () => {
    await server.cairn('settings', 'set', 'registrations', 'approval')
    const app = await callApi(server.origin, {
      method: 'POST',
      path: '/api/v1/apps',
      body: { client_name: 'x', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob', scopes: 'read write' },
    })
    const { client_id, client_secret } = app.body
    const grant = await callApi(server.origin, {
      method: 'POST',
      path: '/oauth/token',
      body: { client_id, client_secret, grant_type: 'client_credentials', scope: 'read write' },
    })
    const join = (username: string, email = `${username}@example.org`) =>
      callApi(server.origin, {
        method: 'POST',
        path: '/api/v1/accounts',
        headers: { authorization: `Bearer ${grant.body.access_token}` },
        body: {
          username,
          email,
          password: 'seven grey stones',
          agreement: true,
          reason: 'Walks.',
          locale: 'en',
        },
      })
    await join('nora')
    await join('otto')
    const waiting = await moderator.get('/api/v2/admin/accounts?status=pending')
    expect(names(waiting.body)).toEqual(['otto', 'nora'])
    expect(waiting.body[0]).toMatchObject({ approved: false, invite_request: 'Walks.' })
    const [otto, nora] = waiting.body
    expect((await moderator.post(`/api/v1/admin/accounts/${nora.id}/approve`)).body.approved).toBe(true)
    expect((await moderator.post(`/api/v1/admin/accounts/${nora.id}/reject`)).status).toBe(403)
    expect((await moderator.post(`/api/v1/admin/accounts/${otto.id}/reject`)).body.username).toBe('otto')
    expect((await moderator.get('/api/v2/admin/accounts?status=pending')).body).toEqual([])

    await admin.post('/api/v1/admin/email_domain_blocks', { domain: 'throwaway.example' })
    const blocked = await join('pia', 'pia@mail.throwaway.example')
    expect([blocked.status, blocked.body.details.email[0].error]).toEqual([422, 'ERR_BLOCKED'])
    await admin.post('/api/v1/admin/canonical_email_blocks', { email: 'quin@example.org' })
    expect((await join('quin', 'Qu.in+again@example.org')).status).toBe(422)
    const rule = await admin.post('/api/v1/admin/ip_blocks', { ip: '127.0.0.0/8', severity: 'sign_up_block' })
    expect((await join('rosa')).body.details.ip[0].error).toBe('ERR_BLOCKED')
    await admin.call('DELETE', `/api/v1/admin/ip_blocks/${rule.body.id}`)
    expect((await join('rosa')).status).toBe(200)
  })
})

describe('reports', () => {
  it('are listed, changed, taken, resolved and reopened', async () => {
    await server.cairn('settings', 'set', 'rules', 'Be kind.\nNo spam.')
    const post = (await alice.post('/api/v1/statuses', { status: 'Buy now' })).body
    const filed = await bob.post('/api/v1/reports', {
      account_id: alice.id,
      status_ids: [post.id],
      comment: 'Spam',
    })
    const path = `/api/v1/admin/reports/${filed.body.id}`
    const listed = await moderator.get('/api/v1/admin/reports')
    expectEntity('AdminReport', listed.body)
    expect(listed.body).toMatchObject([
      {
        id: filed.body.id,
        comment: 'Spam',
        account: { username: 'bob' },
        target_account: { username: 'alice' },
        statuses: [{ id: post.id }],
        action_taken: false,
      },
    ])
    expect((await moderator.get(`/api/v1/admin/reports?account_id=${alice.id}`)).body).toEqual([])
    const changed = await moderator.call('PUT', path, { category: 'violation', rule_ids: ['2'] })
    expect(changed.body).toMatchObject({ category: 'violation', rules: [{ id: '2', text: 'No spam.' }] })
    expect((await moderator.call('PUT', path, { category: 'boredom' })).status).toBe(422)
    expect((await moderator.call('PUT', path, { rule_ids: ['9'] })).status).toBe(422)
    expect((await moderator.post(`${path}/assign_to_self`)).body.assigned_account.username).toBe('mona')
    expect((await moderator.post(`${path}/unassign`)).body.assigned_account).toBeNull()
    expect((await moderator.post(`${path}/resolve`)).body).toMatchObject({
      action_taken: true,
      action_taken_by_account: { username: 'mona' },
    })
    expect((await moderator.get('/api/v1/admin/reports')).body).toEqual([])
    expect((await moderator.get('/api/v1/admin/reports?resolved=true')).body).toHaveLength(1)
    expect((await moderator.post(`${path}/reopen`)).body.action_taken).toBe(false)
    expectEntity('AdminReport', (await moderator.get(path)).body)
    expect((await moderator.get('/api/v1/admin/reports/1')).status).toBe(404)
    await moderator.post(`/api/v1/admin/accounts/${alice.id}/action`, {
      type: 'none',
      report_id: filed.body.id,
    })
    expect((await moderator.get(path)).body.action_taken).toBe(true)
  })
})

describe('rules', () => {
  it('about domains are made, read, changed and lifted', async () => {
    const path = '/api/v1/admin/domain_blocks'
    const made = await admin.post(path, {
      domain: 'Evil.example',
      severity: 'suspend',
      public_comment: 'Spam',
    })
    expectEntity('AdminDomainBlock', made.body)
    expect(made.body).toMatchObject({ domain: 'evil.example', severity: 'suspend', public_comment: 'Spam' })
    const again = await admin.post(path, { domain: 'evil.example' })
    expect([again.status, again.body.existing_domain_block.id]).toEqual([422, made.body.id])
    expect((await admin.post(path, { domain: 'no domain' })).status).toBe(422)
    expect((await admin.post(path, { domain: 'b.example', severity: 'mild' })).status).toBe(422)
    const second = await admin.post(path, { domain: 'loud.example' })
    expect(second.body.severity).toBe('silence')
    const page = await admin.get(`${path}?limit=1`)
    expect(page.body.map((block: { domain: string }) => block.domain)).toEqual(['loud.example'])
    expect(page.headers.get('link')).toContain('rel="next"')
    const changed = await admin.call('PUT', `${path}/${made.body.id}`, {
      severity: 'noop',
      reject_media: true,
    })
    expect(changed.body).toMatchObject({
      id: made.body.id,
      severity: 'noop',
      reject_media: true,
      public_comment: 'Spam',
    })
    expect((await admin.get(`${path}/${made.body.id}`)).body).toEqual(changed.body)
    expect((await admin.call('DELETE', `${path}/${made.body.id}`)).body).toEqual({})
    expect((await admin.get(`${path}/${made.body.id}`)).status).toBe(404)
  })

  it('about domains are shown to whom the operator says', async () => {
    const path = '/api/v1/instance/domain_blocks'
    const made = await admin.post('/api/v1/admin/domain_blocks', {
      domain: 'dajiweibo.com',
      severity: 'suspend',
      obfuscate: true,
      public_comment: 'Spam',
    })
    const asked = () => callApi(server.origin, { method: 'GET', path })
    expect((await asked()).status).toBe(404)
    await server.cairn('settings', 'set', 'show-domain-blocks', 'users')
    await eventually(async () => (await asked()).status === 401, 'the setting')
    const shown = (await alice.get(path)).body
    expectEntity('DomainBlock', shown)
    const block = shown.find((one: { digest: string }) => one.digest === made.body.digest)
    expect(block).toEqual({ domain: 'daji*****.com', digest: made.body.digest, severity: 'suspend' })
    await server.cairn('settings', 'set', 'show-domain-blocks', 'everybody')
    await server.cairn('settings', 'set', 'show-domain-block-reasons', 'everybody')
    const told = await eventually(async () => {
      const { body } = await asked()
      return Array.isArray(body) && body.some((one: { comment?: string }) => one.comment === 'Spam') && body
    }, 'the reasons')
    expectEntity('DomainBlock', told)
  })

  it('peers are seen and tried again by admins alone', async () => {
    const path = '/api/cairn/v1/admin/peers'
    expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
    expect((await moderator.get(path)).status).toBe(403)
    expect((await admin.get(path)).body).toEqual({ peers: [] })
    expect((await admin.get(`${path}?state=odd`)).status).toBe(422)
    expect((await admin.get(`${path}/far.example`)).status).toBe(404)
    expect((await admin.post(`${path}/far.example/retry`)).status).toBe(404)
    expect(JSON.parse(await server.cairn('peers', 'list'))).toEqual([])
  })

  it('relays are asked and subscribers let in by admins alone', async () => {
    const path = '/api/cairn/v1/admin/relays'
    const subscribers = '/api/cairn/v1/admin/relay_subscribers'
    expect((await callApi(server.origin, { method: 'POST', path })).status).toBe(401)
    expect((await moderator.post(path, { address: 'https://relay.example/inbox' })).status).toBe(403)
    const asked = await admin.post(path, { address: 'https://relay.example/inbox' })
    expect(asked.body).toMatchObject({ style: 'inbox', state: 'requested', actor_uri: null })
    expect((await admin.post(path, { address: 'https://relay.example/inbox' })).status).toBe(422)
    expect((await admin.post(path, { address: `${server.origin}/inbox` })).status).toBe(422)
    expect((await admin.get(path)).body).toEqual([asked.body])
    expect(JSON.parse(await server.cairn('relay', 'list'))).toMatchObject({ relays: [{ id: asked.body.id }] })
    expect((await admin.call('DELETE', `${path}/${asked.body.id}`)).status).toBe(200)
    expect((await admin.call('DELETE', `${path}/${asked.body.id}`)).status).toBe(404)
    await server.cairn('relay', 'add', 'https://other.example/inbox')
    await server.cairn('relay', 'remove', 'https://other.example/inbox')
    expect((await admin.get(subscribers)).body).toEqual([])
    expect((await admin.post(`${subscribers}/far.example/approve`)).status).toBe(404)
    expect((await admin.call('DELETE', `${subscribers}/far.example`)).status).toBe(404)
  })

  it('about allowed domains', async () => {
    const path = '/api/v1/admin/domain_allows'
    const made = await admin.post(path, { domain: 'friend.example' })
    expectEntity('AdminDomainAllow', made.body)
    expect((await admin.post(path, { domain: 'friend.example' })).body.id).toBe(made.body.id)
    expect((await admin.get(path)).body).toEqual([made.body])
    expect((await admin.get(`${path}/${made.body.id}`)).body).toEqual(made.body)
    expect((await admin.call('DELETE', `${path}/${made.body.id}`)).status).toBe(200)
    expect((await admin.call('DELETE', `${path}/${made.body.id}`)).status).toBe(404)
  })

  it('about e-mail', async () => {
    const domains = '/api/v1/admin/email_domain_blocks'
    const domain = await admin.post(domains, { domain: 'mail.example' })
    expectEntity('AdminEmailDomainBlock', domain.body)
    expect((await admin.post(domains, { domain: 'mail.example' })).status).toBe(422)
    expect((await admin.get(`${domains}/${domain.body.id}`)).body.domain).toBe('mail.example')
    expect((await admin.call('DELETE', `${domains}/${domain.body.id}`)).body).toEqual({})
    const boxes = '/api/v1/admin/canonical_email_blocks'
    const box = await admin.post(boxes, { email: 'Some.One+x@mail.example' })
    expectEntity('AdminCanonicalEmailBlock', box.body)
    expect((await admin.post(`${boxes}/test`, { email: 'someone@mail.example' })).body).toEqual([box.body])
    expect((await admin.post(`${boxes}/test`, { email: 'another@mail.example' })).body).toEqual([])
    expect((await admin.post(boxes, { canonical_email_hash: box.body.canonical_email_hash })).status).toBe(
      422,
    )
    expect((await admin.post(boxes, {})).status).toBe(422)
    expect((await admin.get(`${boxes}/${box.body.id}`)).body).toEqual(box.body)
    expect((await admin.call('DELETE', `${boxes}/${box.body.id}`)).status).toBe(200)
    expect((await admin.get(`${boxes}/${box.body.id}`)).status).toBe(404)
  })

  it('about addresses of the network', async () => {
    const path = '/api/v1/admin/ip_blocks'
    const made = await admin.post(path, { ip: '192.0.2.9/24', severity: 'no_access', expires_in: 3600 })
    expectEntity('AdminIpBlock', made.body)
    expect(made.body).toMatchObject({ ip: '192.0.2.0/24', severity: 'no_access', comment: '' })
    expect((await admin.post(path, { ip: '192.0.2.0/24', severity: 'no_access' })).status).toBe(422)
    expect((await admin.post(path, { ip: '300.1.1.1', severity: 'no_access' })).status).toBe(422)
    expect((await admin.post(path, { ip: '192.0.2.1', severity: 'cross' })).status).toBe(422)
    const from = async (address: string) => {
      const headers = { 'x-forwarded-for': address }
      return (await callApi(server.origin, { method: 'GET', path: '/api/v1/instance', headers })).status
    }
    expect([await from('192.0.2.77'), await from('192.0.3.77')]).toEqual([403, 200])
    const changed = await admin.call('PUT', `${path}/${made.body.id}`, {
      severity: 'sign_up_block',
      expires_in: 0,
    })
    expect(changed.body).toMatchObject({ severity: 'sign_up_block', expires_at: null })
    expect(await from('192.0.2.77')).toBe(200)
    expect((await admin.get(path)).body).toEqual([changed.body])
    expect((await admin.call('DELETE', `${path}/${made.body.id}`)).body).toEqual({})
    expect((await admin.get(`${path}/${made.body.id}`)).status).toBe(404)
  })
})
