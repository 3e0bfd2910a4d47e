import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

interface Told {
  readonly id: string
  readonly type: string
  readonly group_key: string
  readonly account: { readonly id: string }
  readonly status?: { readonly id: string }
}

const publish = async (person: Person, status: string, more: object = {}) =>
  (await person.post('/api/v1/statuses', { status, ...more })).body.id as string

const told = async (person: Person, query = '') =>
  (await person.get(`/api/v1/notifications${query}`)).body as Told[]

/** Waits until somebody has been told of this by these. */
const untilTold = (person: Person, statusId: string, type: string, from: readonly Person[]) =>
  eventually(async () => {
    const seen = await told(person, '?limit=80')
    return from.every((one) =>
      seen.some((each) => each.type === type && each.status?.id === statusId && each.account.id === one.id),
    )
  }, `${type} of ${statusId}`)

it('groups likes and boosts of one post, with faces, counts and the post once', async () => {
  const id = await publish(alice, 'Like and boost me')
  for (const person of [bob, carol]) {
    await person.post(`/api/v1/statuses/${id}/favourite`)
    await person.post(`/api/v1/statuses/${id}/reblog`)
  }
  await publish(bob, '@alice hello')
  await untilTold(alice, id, 'favourite', [bob, carol])
  await untilTold(alice, id, 'reblog', [bob, carol])
  await eventually(async () => (await told(alice))[0]?.type === 'mention')
  const answer = await alice.get('/api/v2/notifications')
  const groups = answer.body.notification_groups as Record<string, unknown>[]
  const likes = groups.find((group) => group['type'] === 'favourite')
  expect(likes).toMatchObject({ notifications_count: 2, status_id: id })
  expect(new Set(likes?.['sample_account_ids'] as string[])).toEqual(new Set([bob.id, carol.id]))
  expect(groups.filter((group) => group['type'] === 'reblog')).toHaveLength(1)
  expect(groups[0]).toMatchObject({ type: 'mention', group_key: expect.stringMatching(/^ungrouped-/) })
  expect(answer.body.statuses.filter((status: { id: string }) => status.id === id)).toHaveLength(1)
  expect(answer.body.accounts.map((account: { id: string }) => account.id).toSorted()).toEqual(
    [bob.id, carol.id].toSorted(),
  )
  for (const account of answer.body.accounts) expectEntity('Account', account)
  const single = (await alice.get('/api/v2/notifications?grouped_types[]=follow')).body.notification_groups
  expect(single.filter((group: { type: string }) => group.type === 'favourite')).toHaveLength(2)
})

it('shows one group, its people, and faces in short where asked', async () => {
  const { notification_groups: groups } = (await alice.get('/api/v2/notifications?types[]=favourite')).body
  const key = groups[0].group_key as string
  const one = (await alice.get(`/api/v2/notifications/${key}`)).body
  expect(one.notification_groups).toMatchObject([{ group_key: key, type: 'favourite' }])
  const people = await alice.get(`/api/v2/notifications/${key}/accounts`)
  expect(people.body).toHaveLength(2)
  const partial = (await alice.get('/api/v2/notifications?expand_accounts=partial_avatars&types[]=favourite'))
    .body
  expect([partial.accounts.length, partial.partial_accounts.length]).toEqual([1, 1])
  expectEntity('PartialAccountWithAvatar', partial.partial_accounts[0])
  expect((await bob.get(`/api/v2/notifications/${key}`)).status).toBe(404)
  expect((await alice.get('/api/v2/notifications/no-such-group')).status).toBe(404)
})

it('pages over groups without loss or repetition, in both directions', async () => {
  const all: string[] = []
  let path: string | undefined = '/api/v2/notifications?limit=1'
  while (path) {
    const page = await alice.get(path)
    all.push(...page.body.notification_groups.map((group: { group_key: string }) => group.group_key))
    path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]?.replace(server.origin, '')
  }
  const whole = (await alice.get('/api/v2/notifications')).body.notification_groups
  expect(all.filter((key, index) => all.indexOf(key) === index)).toEqual(
    whole.map((group: { group_key: string }) => group.group_key),
  )
  const oldest = (await told(alice)).at(-1)
  const above = await alice.get(`/api/v2/notifications?limit=1&min_id=${oldest?.id}`)
  expect(above.body.notification_groups).toHaveLength(1)
})

it('counts what is unread, one by one and in groups, since the marker', async () => {
  const single = (await alice.get('/api/v1/notifications/unread_count')).body.count as number
  const grouped = (await alice.get('/api/v2/notifications/unread_count')).body.count as number
  expect(grouped).toBeLessThan(single)
  expect((await alice.get('/api/v1/notifications/unread_count?types[]=mention')).body.count).toBe(1)
  const newest = (await told(alice))[0]?.id
  await alice.post('/api/v1/markers', { notifications: { last_read_id: newest } })
  expect((await alice.get('/api/v1/notifications/unread_count')).body).toEqual({ count: 0 })
  expect((await alice.get('/api/v2/notifications/unread_count')).body).toEqual({ count: 0 })
})

it('narrows by type and account, ignores unknown types, and removes one, a group, all', async () => {
  const mentions = await told(alice, '?types[]=mention&types[]=from_the_future')
  expect(mentions.map((one) => one.type)).toEqual(['mention'])
  expect((await told(alice, '?exclude_types[]=mention')).some((one) => one.type === 'mention')).toBe(false)
  expect(new Set((await told(alice, `?account_id=${carol.id}`)).map((one) => one.account.id))).toEqual(
    new Set([carol.id]),
  )
  for (const one of await told(alice)) expectEntity('Notification', one)
  const likes = await told(alice, '?types[]=favourite')
  await alice.post(`/api/v1/notifications/${likes[0]?.id}/dismiss`)
  expect(await told(alice, '?types[]=favourite')).toHaveLength(1)
  await alice.post(`/api/v2/notifications/${likes[0]?.group_key}/dismiss`)
  expect(await told(alice, '?types[]=favourite')).toEqual([])
  await alice.call('DELETE', `/api/v1/notifications/destroy_multiple?ids[]=${mentions[0]?.id}`)
  expect(await told(alice, '?types[]=mention')).toEqual([])
  await alice.post('/api/v1/notifications/clear')
  expect(await told(alice)).toEqual([])
})

it('lets strangers wait in a request until they are accepted, and passes them from then on', async () => {
  const changed = await alice.call('PATCH', '/api/v2/notifications/policy', { for_not_following: 'filter' })
  expectEntity('NotificationPolicy', changed.body)
  expect(changed.body).toMatchObject({ for_not_following: 'filter', for_not_followers: 'accept' })
  const first = await publish(bob, '@alice may I?')
  const request = await eventually(
    async () => (await alice.get('/api/v1/notifications/requests')).body[0],
    'the request',
  )
  expectEntity('NotificationRequest', request)
  expect(request).toMatchObject({
    account: { id: bob.id },
    notifications_count: '1',
    last_status: { id: first },
  })
  expect(await told(alice)).toEqual([])
  expect((await told(alice, `?account_id=${bob.id}`)).map((one) => one.status?.id)).toEqual([first])
  expect((await alice.get('/api/v2/notifications/policy')).body.summary).toEqual({
    pending_requests_count: 1,
    pending_notifications_count: 1,
  })
  expect((await bob.get(`/api/v1/notifications/requests/${request.id}`)).status).toBe(404)
  expect((await bob.post(`/api/v1/notifications/requests/${request.id}/accept`)).status).toBe(404)
  expect((await alice.get(`/api/v1/notifications/requests/${request.id}`)).body.id).toBe(request.id)
  expect((await alice.post(`/api/v1/notifications/requests/${request.id}/accept`)).body).toEqual({})
  expect((await alice.get('/api/v1/notifications/requests/merged')).body).toEqual({ merged: true })
  expect((await told(alice)).map((one) => one.status?.id)).toEqual([first])
  const second = await publish(bob, '@alice thank you')
  await eventually(async () => (await told(alice))[0]?.status?.id === second)
  expect((await alice.get('/api/v1/notifications/requests')).body).toEqual([])
})

it('drops what the policy drops, and throws away what a dismissed request held', async () => {
  await publish(carol, '@alice one')
  const request = await eventually(
    async () => (await alice.get('/api/v1/notifications/requests')).body[0],
    'the request',
  )
  await alice.post('/api/v1/notifications/requests/dismiss', { id: [request.id] })
  expect((await alice.get('/api/v1/notifications/requests')).body).toEqual([])
  expect(await told(alice, `?account_id=${carol.id}`)).toEqual([])
  await alice.call('PATCH', '/api/v2/notifications/policy', { for_not_following: 'drop' })
  await publish(carol, '@alice two')
  const passing = await publish(bob, '@alice three')
  await eventually(async () => (await told(alice))[0]?.status?.id === passing)
  expect(await told(alice, `?account_id=${carol.id}`)).toEqual([])
  const old = await alice.call('PUT', '/api/v1/notifications/policy', { filter_not_following: false })
  expect(old.body).toMatchObject({ filter_not_following: false, filter_private_mentions: true })
  expect((await alice.get('/api/v2/notifications/policy')).body.for_not_following).toBe('accept')
})

it('lets direct posts of strangers wait, but not their answers', async () => {
  const unasked = await publish(carol, '@alice psst', { visibility: 'direct' })
  await eventually(async () =>
    (await alice.get('/api/v1/notifications/requests')).body.some(
      (one: { last_status: { id: string } | null }) => one.last_status?.id === unasked,
    ),
  )
  const asked = await publish(alice, '@carol hello?', { visibility: 'direct' })
  const answer = await publish(carol, '@alice hello!', { visibility: 'direct', in_reply_to_id: asked })
  await eventually(async () => (await told(alice))[0]?.status?.id === answer)
  expect((await told(alice)).some((one) => one.status?.id === unasked)).toBe(false)
})

it('tells followers who ask to be told of each new post, and nobody who mutes', async () => {
  await alice.post(`/api/v1/accounts/${carol.id}/follow`, { notify: true })
  const news = await publish(carol, 'News')
  await untilTold(alice, news, 'status', [carol])
  await alice.post(`/api/v1/accounts/${carol.id}/mute`, { notifications: true })
  await publish(carol, 'More news @alice')
  const passing = await publish(bob, '@alice still here')
  await eventually(async () => (await told(alice))[0]?.status?.id === passing)
  expect((await told(alice)).some((one) => one.account.id === carol.id)).toBe(false)
  await alice.post(`/api/v1/accounts/${carol.id}/unmute`)
})

it('keeps quiet of posts that a filter hides among notifications', async () => {
  await alice.post('/api/v2/filters', {
    title: 'No spoilers',
    context: ['notifications'],
    filter_action: 'hide',
    keywords_attributes: [{ keyword: 'spoiler', whole_word: true }],
  })
  const hidden = await publish(bob, '@alice a spoiler for you')
  const shown = await publish(bob, '@alice nothing of that kind')
  await eventually(async () => (await told(alice))[0]?.status?.id === shown)
  expect((await told(alice)).some((one) => one.status?.id === hidden)).toBe(false)
})

it('asks for the scopes, and for values that there are', async () => {
  const token = await server.cairn('token', 'create', '--username', 'bob', '--scopes', 'read:statuses')
  const paths = [
    ['GET', '/api/v2/notifications'],
    ['GET', '/api/v2/notifications/policy'],
    ['GET', '/api/v1/notifications/requests'],
    ['PATCH', '/api/v2/notifications/policy'],
    ['POST', '/api/v1/notifications/requests/1/accept'],
    ['POST', '/api/v2/notifications/ungrouped-1/dismiss'],
  ] as const
  for (const [method, path] of paths) {
    expect((await callApi(server.origin, { method, path })).status).toBe(401)
    const headers = { authorization: `Bearer ${token}` }
    expect((await callApi(server.origin, { method, path, headers })).status).toBe(403)
  }
  const wrong = await bob.call('PATCH', '/api/v2/notifications/policy', { for_new_accounts: 'perhaps' })
  expect(wrong.status).toBe(422)
})
