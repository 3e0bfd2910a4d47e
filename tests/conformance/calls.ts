import { letAppIn } from '#kit/let-app-in.ts'
import { callApi, eventually } from '#kit/person.ts'
import { adminCalls } from './admin-calls.ts'
import { cairnCalls } from './cairn-calls.ts'
import type { Call, Prepare } from './call.ts'
import { collectionCalls } from './collection-calls.ts'
import { ok, registerApp, type World } from './world.ts'

const nothing: Prepare = () => ({})
const paged: Prepare = () => ({ pages: true })
const onStatus: Prepare = (w) => ({ path: { id: w.statusId } })
const onOwn =
  (more: Omit<Call, 'path'> = {}, extra: object = {}): Prepare =>
  async (w) => ({ path: { id: await w.publish(w.alice, 'To be changed', extra) }, ...more })
const onBob: Prepare = (w) => ({ path: { id: w.bob.id } })
const onCarol: Prepare = (w) => ({ path: { id: w.carol.id } })
const onDave: Prepare = (w) => ({ path: { id: w.dave.id } })
const aboutAlice =
  (more: Call = {}): Prepare =>
  (w) => ({ path: { id: w.alice.id }, ...more })
const named =
  (name: string, tag = 'berlin'): Prepare =>
  () => ({ path: { [name]: tag }, unknown: 'none' })

async function newList(w: World): Promise<string> {
  const { id } = ok(await w.alice.post('/api/v1/lists', { title: 'Friends' }))
  ok(await w.alice.post(`/api/v1/lists/${id}/accounts`, { account_ids: [w.bob.id] }))
  return id
}

async function newFilter(w: World) {
  const filter = ok(
    await w.alice.post('/api/v2/filters', {
      title: 'Noise',
      context: ['home'],
      keywords_attributes: [{ keyword: 'noise', whole_word: true }],
    }),
  )
  const status = ok(await w.alice.post(`/api/v2/filters/${filter.id}/statuses`, { status_id: w.statusId }))
  return {
    id: filter.id as string,
    keywordId: filter.keywords[0].id as string,
    statusId: status.id as string,
  }
}

async function newScheduled(w: World): Promise<string> {
  const at = new Date(Date.now() + 3_600_000).toISOString()
  return ok(await w.alice.post('/api/v1/statuses', { status: 'Soon', scheduled_at: at })).id
}

async function newPoll(w: World): Promise<string> {
  const id = await w.publish(w.bob, 'Which?', { poll: { options: ['A', 'B'], expires_in: 3600 } })
  return ok(await w.alice.get(`/api/v1/statuses/${id}`)).poll.id
}

async function conversation(w: World): Promise<string> {
  await w.publish(w.bob, '@alice psst', { visibility: 'direct' })
  return eventually(async () => {
    const [first] = ok(await w.alice.get('/api/v1/conversations'))
    return first?.id as string | undefined
  }, 'the conversation')
}

async function notification(w: World): Promise<string> {
  const before = ok(await w.alice.get('/api/v1/notifications?limit=1'))[0]?.id as string | undefined
  await w.publish(w.bob, '@alice hear')
  return eventually(async () => {
    const [first] = ok(await w.alice.get('/api/v1/notifications?limit=1'))
    return first?.id !== before && (first?.id as string | undefined)
  }, 'the notification')
}

async function groupKey(w: World): Promise<string> {
  await notification(w)
  return ok(await w.alice.get('/api/v2/notifications')).notification_groups[0].group_key
}

/** Strangers are kept in requests; each asks once, because who was let in is a stranger no more. */
async function request(w: World): Promise<string> {
  ok(await w.alice.call('PATCH', '/api/v2/notifications/policy', { for_not_following: 'filter' }))
  const stranger = await w.newcomer()
  await w.publish(stranger, '@alice do you know me?')
  return eventually(async () => {
    const requests = ok(await w.alice.get('/api/v1/notifications/requests'))
    const found = requests.find((one: { account: { id: string } }) => one.account.id === stranger.id)
    return found?.id as string | undefined
  }, 'the request')
}

async function followRequest(w: World): Promise<Call> {
  ok(await w.alice.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true }))
  ok(await w.carol.post(`/api/v1/accounts/${w.alice.id}/unfollow`))
  ok(await w.carol.post(`/api/v1/accounts/${w.alice.id}/follow`))
  return { path: { account_id: w.carol.id } }
}

async function subscription(w: World): Promise<object> {
  return {
    subscription: w.push.subscribe('/conformance'),
    data: { alerts: { mention: true }, policy: 'all' },
  }
}

/** A subscription hangs on the token that made it: the call's own. */
function subscribed(call: Call = {}): Prepare {
  return async (w, token) => {
    const headers = { authorization: `Bearer ${token}` }
    const body = await subscription(w)
    const path = '/api/v1/push/subscription'
    ok(await callApi(w.server.origin, { method: 'POST', path, body, headers }))
    return call
  }
}

async function uploadForm(): Promise<FormData> {
  const { photoWithGps } = await import('#kit/photo-with-gps.ts')
  const form = new FormData()
  const photo = await photoWithGps({ latitude: 1, longitude: 2 })
  form.append('file', new Blob([new Uint8Array(photo)]), 'tower.jpg')
  form.append('description', 'A tower')
  form.append('focus', '0.5,-0.5')
  return form
}

const upload: Prepare = async () => ({
  body: await uploadForm(),
  wrong: [{ body: { description: 'no file' } }],
})
const stream =
  (query = ''): Prepare =>
  () => ({ query, type: 'text/event-stream' })
const oob = 'urn:ietf:wg:oauth:2.0:oob'

async function authorizeQuery(w: World): Promise<string> {
  const app = await registerApp(w.server.origin)
  const query = { response_type: 'code', client_id: app.client_id, redirect_uri: oob, scope: 'read' }
  return new URLSearchParams(query).toString()
}

async function exchange(w: World): Promise<object> {
  const query = { response_type: 'code', client_id: w.client.client_id, redirect_uri: oob, scope: 'read' }
  const address = `${w.server.origin}/oauth/authorize?${new URLSearchParams(query).toString()}`
  const code = await letAppIn(address, 'alice')
  return { grant_type: 'authorization_code', ...w.client, redirect_uri: oob, code }
}

/** Mastodon's operations for everybody, and how to call them. */
export const dailyCalls: Readonly<Record<string, Prepare>> = {
  'GET /.well-known/nodeinfo': nothing,
  'GET /.well-known/oauth-authorization-server': nothing,
  'GET /.well-known/host-meta': () => ({ type: 'application/xrd+xml' }),
  'GET /nodeinfo/2.0': nothing,
  'GET /oauth/authorize': async (w) => ({ query: await authorizeQuery(w), type: 'text/html', status: 303 }),
  'POST /oauth/token': async (w) => ({ body: await exchange(w), tokenless: true }),
  'POST /oauth/revoke': async (w) => {
    const { access_token: token } = ok(await w.bob.post('/oauth/token', await exchange(w)))
    return { body: { ...w.client, token }, tokenless: true }
  },
  'GET /oauth/userinfo': nothing,
  'POST /api/v1/apps': () => ({
    body: { client_name: 'Another', redirect_uris: [oob], scopes: 'read' },
    wrong: [{ body: { client_name: '', redirect_uris: oob } }, { body: { client_name: 'No address' } }],
    tokenless: true,
  }),
  'GET /api/v1/apps/verify_credentials': nothing,

  'GET /api/v1/accounts': (w) => ({ query: `id[]=${w.bob.id}&id[]=${w.carol.id}` }),
  'GET /api/v1/accounts/{id}': onBob,
  'POST /api/v1/accounts/{id}/follow': (w) => ({ ...aboutBob(w), body: { reblogs: false, notify: true } }),
  'GET /api/v1/accounts/{id}/followers': aboutAlice({ pages: true }),
  'GET /api/v1/accounts/{id}/following': aboutAlice(),
  'GET /api/v1/accounts/{id}/statuses': aboutAlice({ pages: true }),
  'POST /api/v1/accounts/{id}/unfollow': onCarol,
  'GET /api/v1/accounts/lookup': () => ({ query: 'acct=bob' }),
  'GET /api/v1/accounts/relationships': (w) => ({ query: `id[]=${w.bob.id}&id[]=${w.carol.id}` }),
  'GET /api/v1/accounts/search': () => ({ query: 'q=bo' }),
  'GET /api/v1/accounts/verify_credentials': nothing,
  'POST /api/v1/accounts/{id}/block': onDave,
  'GET /api/v1/accounts/{id}/featured_tags': aboutAlice(),
  'GET /api/v1/accounts/{id}/lists': async (w) => {
    await newList(w)
    return { path: { id: w.bob.id } }
  },
  'POST /api/v1/accounts/{id}/mute': (w) => ({ path: { id: w.dave.id }, body: { notifications: true } }),
  'POST /api/v1/accounts/{id}/note': (w) => ({ path: { id: w.bob.id }, body: { comment: 'From Berlin' } }),
  'POST /api/v1/accounts/{id}/remove_from_followers': onCarol,
  'POST /api/v1/accounts/{id}/unblock': onDave,
  'POST /api/v1/accounts/{id}/unmute': onDave,
  'GET /api/v1/accounts/familiar_followers': (w) => ({ query: `id[]=${w.carol.id}` }),
  'PATCH /api/v1/accounts/update_credentials': () => ({
    body: { display_name: 'Alice', fields_attributes: [{ name: 'Home', value: 'https://example.org' }] },
    wrong: [{ body: { display_name: 'x'.repeat(2000) } }],
  }),

  'GET /api/v1/announcements': nothing,
  'POST /api/v1/announcements/{id}/dismiss': async (w) => ({
    path: { id: ok(await w.alice.get('/api/v1/announcements?with_dismissed=true'))[0].id },
  }),
  'GET /api/v1/blocks': twoHeld('block'),
  'GET /api/v1/mutes': twoHeld('mute'),
  'GET /api/v1/bookmarks': paged,
  'GET /api/v1/favourites': paged,
  'GET /api/v1/conversations': paged,
  'DELETE /api/v1/conversations/{id}': async (w) => ({ path: { id: await conversation(w) } }),
  'POST /api/v1/conversations/{id}/read': async (w) => ({ path: { id: await conversation(w) } }),
  'GET /api/v1/custom_emojis': nothing,
  'GET /api/v1/domain_blocks': paged,
  'POST /api/v1/domain_blocks': () => ({ body: { domain: 'new.example' }, wrong: [{ body: {} }] }),
  'DELETE /api/v1/domain_blocks': () => ({ body: { domain: 'spam.example' }, wrong: [{ body: {} }] }),
  'GET /api/v1/featured_tags': nothing,
  'POST /api/v1/featured_tags': () => ({
    body: { name: 'Oslo' },
    wrong: [{ body: {} }, { body: { name: 'a b' } }],
  }),
  'DELETE /api/v1/featured_tags/{id}': async (w) => ({
    path: { id: ok(await w.alice.post('/api/v1/featured_tags', { name: 'Rome' })).id },
  }),
  'GET /api/v1/filters': async (w) => {
    await newFilter(w)
    return {}
  },
  'GET /api/v1/follow_requests': async (w) => {
    await followRequest(w)
    return {}
  },
  'POST /api/v1/follow_requests/{account_id}/authorize': followRequest,
  'POST /api/v1/follow_requests/{account_id}/reject': followRequest,
  'GET /api/v1/followed_tags': paged,

  'GET /api/v1/instance': nothing,
  'GET /api/v2/instance': nothing,
  'GET /api/v1/instance/extended_description': nothing,
  'GET /api/v1/instance/rules': nothing,
  'GET /api/v1/instance/translation_languages': nothing,
  'GET /api/v1/preferences': nothing,

  'GET /api/v1/lists': async (w) => {
    await newList(w)
    return {}
  },
  'POST /api/v1/lists': () => ({
    body: { title: 'Near', replies_policy: 'none', exclusive: true },
    wrong: [{ body: {} }, { body: { title: '' } }, { body: { title: 'x', replies_policy: 'sometimes' } }],
  }),
  'DELETE /api/v1/lists/{id}': async (w) => ({ path: { id: await newList(w) } }),
  'GET /api/v1/lists/{id}': async (w) => ({ path: { id: await newList(w) } }),
  'PUT /api/v1/lists/{id}': async (w) => ({
    path: { id: await newList(w) },
    body: { title: 'Far' },
    wrong: [{ body: { title: 'x', replies_policy: 'sometimes' } }],
  }),
  'DELETE /api/v1/lists/{id}/accounts': async (w) => ({
    path: { id: await newList(w) },
    body: { account_ids: [w.bob.id] },
  }),
  'GET /api/v1/lists/{id}/accounts': async (w) => ({ path: { id: await newList(w) } }),
  'POST /api/v1/lists/{id}/accounts': async (w) => {
    const { id } = ok(await w.alice.post('/api/v1/lists', { title: 'Empty' }))
    return { path: { id }, body: { account_ids: [w.bob.id] }, wrong: [{ body: {} }] }
  },

  'GET /api/v1/markers': async (w) => {
    ok(await w.alice.post('/api/v1/markers', { home: { last_read_id: w.statusId } }))
    return { query: 'timeline[]=home&timeline[]=notifications' }
  },
  'POST /api/v1/markers': (w) => ({
    body: { home: { last_read_id: w.statusId } },
    wrong: [{ body: { home: { last_read_id: 'x' } } }],
  }),

  'POST /api/v1/media': upload,
  'POST /api/v2/media': upload,
  'GET /api/v1/media/{id}': async (w) => ({ path: { id: await w.upload(w.alice) } }),
  'PUT /api/v1/media/{id}': async (w) => ({
    path: { id: await w.upload(w.alice) },
    body: { description: 'A higher tower', focus: '0,0' },
  }),
  'DELETE /api/v1/media/{id}': async (w) => ({ path: { id: await w.upload(w.alice) } }),

  'GET /api/v1/notifications': paged,
  'GET /api/v1/notifications/{id}': async (w) => ({ path: { id: await notification(w) } }),
  'POST /api/v1/notifications/{id}/dismiss': async (w) => ({
    path: { id: await notification(w) },
    unknown: 404,
  }),
  'GET /api/v1/notifications/requests': async (w) => {
    await request(w)
    await request(w)
    return { pages: true }
  },
  'GET /api/v1/notifications/requests/{id}': async (w) => ({ path: { id: await request(w) } }),
  'POST /api/v1/notifications/requests/{id}/accept': async (w) => ({ path: { id: await request(w) } }),
  'POST /api/v1/notifications/requests/{id}/dismiss': async (w) => ({ path: { id: await request(w) } }),
  'GET /api/v1/notifications/unread_count': nothing,
  'GET /api/v2/notifications': async (w) => {
    await notification(w)
    return { pages: true }
  },
  'GET /api/v2/notifications/{group_key}': async (w) => ({ path: { group_key: await groupKey(w) } }),
  'GET /api/v2/notifications/{group_key}/accounts': async (w) => ({ path: { group_key: await groupKey(w) } }),
  'POST /api/v2/notifications/{group_key}/dismiss': async (w) => ({
    path: { group_key: await groupKey(w) },
    unknown: 200,
  }),
  'GET /api/v2/notifications/policy': nothing,
  'PATCH /api/v2/notifications/policy': () => ({
    body: { for_not_following: 'accept' },
    wrong: [{ body: { for_not_following: 'perhaps' } }],
  }),
  'GET /api/v2/notifications/unread_count': nothing,
  'POST /api/v1/notifications/clear': nothing,

  'GET /api/v1/polls/{id}': async (w) => ({ path: { id: await newPoll(w) } }),
  'POST /api/v1/polls/{id}/votes': async (w) => ({
    path: { id: await newPoll(w) },
    body: { choices: ['0'] },
    wrong: [{ body: { choices: ['7'] } }, { body: {} }],
  }),
  'DELETE /api/v1/profile/avatar': nothing,
  'DELETE /api/v1/profile/header': nothing,
  'POST /api/v1/push/subscription': async (w) => ({
    body: await subscription(w),
    wrong: [{ body: {} }, { body: { subscription: { endpoint: 'not an address' } } }],
  }),
  'GET /api/v1/push/subscription': subscribed(),
  'PUT /api/v1/push/subscription': subscribed({ body: { data: { alerts: { poll: true } } } }),
  'DELETE /api/v1/push/subscription': subscribed(),
  'POST /api/v1/reports': (w) => ({
    body: { account_id: w.bob.id, comment: 'Only a test', category: 'other', forward: false },
    wrong: [{ body: { account_id: w.bob.id, category: 'dislike' } }],
  }),

  'GET /api/v1/scheduled_statuses': paged,
  'GET /api/v1/scheduled_statuses/{id}': async (w) => ({ path: { id: await newScheduled(w) } }),
  'PUT /api/v1/scheduled_statuses/{id}': async (w) => ({
    path: { id: await newScheduled(w) },
    body: { scheduled_at: new Date(Date.now() + 7_200_000).toISOString() },
    wrong: [{ body: { scheduled_at: new Date(Date.now() + 1000).toISOString() } }],
  }),
  'DELETE /api/v1/scheduled_statuses/{id}': async (w) => ({ path: { id: await newScheduled(w) } }),

  'GET /api/v1/statuses': (w) => ({ query: `id[]=${w.statusId}` }),
  'POST /api/v1/statuses': () => ({
    body: { status: 'Hello #berlin', language: 'en', visibility: 'public' },
    wrong: [
      { body: {} },
      { body: { status: 'x', visibility: 'nobody' } },
      { body: { status: 'x', media_ids: ['1'] } },
    ],
  }),
  'GET /api/v1/statuses/{id}': onStatus,
  'PUT /api/v1/statuses/{id}': onOwn({ body: { status: 'Changed' }, wrong: [{ body: { status: '' } }] }),
  'DELETE /api/v1/statuses/{id}': onOwn(),
  'POST /api/v1/statuses/{id}/bookmark': onStatus,
  'POST /api/v1/statuses/{id}/unbookmark': onStatus,
  'POST /api/v1/statuses/{id}/favourite': onStatus,
  'POST /api/v1/statuses/{id}/unfavourite': onStatus,
  'POST /api/v1/statuses/{id}/reblog': (w) => ({ path: { id: w.statusId }, body: { visibility: 'public' } }),
  'POST /api/v1/statuses/{id}/unreblog': onStatus,
  'POST /api/v1/statuses/{id}/mute': onStatus,
  'POST /api/v1/statuses/{id}/unmute': onStatus,
  'POST /api/v1/statuses/{id}/pin': onOwn(),
  'POST /api/v1/statuses/{id}/unpin': onOwn(),
  'POST /api/v1/statuses/{id}/translate': async (w) => ({ path: { id: w.statusId }, status: 404 }),
  'GET /api/v1/statuses/{id}/context': onStatus,
  'GET /api/v1/statuses/{id}/source': onStatus,
  'GET /api/v1/statuses/{id}/favourited_by': (w) => ({ path: { id: w.statusId }, pages: true }),
  'GET /api/v1/statuses/{id}/reblogged_by': (w) => ({ path: { id: w.statusId }, pages: true }),
  'GET /api/v1/statuses/{id}/history': onStatus,
  'GET /api/v1/statuses/{id}/quotes': async (w) => {
    const id = await w.publish(w.alice, 'Quote me')
    for (const text of ['Well said', 'Indeed']) await w.publish(w.bob, text, { quoted_status_id: id })
    await eventually(
      async () => ok(await w.alice.get(`/api/v1/statuses/${id}/quotes`)).length === 2,
      'quotes',
    )
    return { path: { id }, pages: true }
  },
  'PUT /api/v1/statuses/{id}/interaction_policy': onOwn({
    body: { quote_approval_policy: 'nobody' },
    wrong: [{ body: { quote_approval_policy: 'perhaps' } }],
  }),
  'POST /api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke': async (w) => {
    const id = await w.publish(w.alice, 'Quote me')
    return { path: { id, quoting_status_id: await w.publish(w.bob, 'Well said', { quoted_status_id: id }) } }
  },

  'GET /api/v1/streaming': stream('stream=user'),
  'GET /api/v1/streaming/direct': stream(),
  'GET /api/v1/streaming/hashtag': stream('tag=berlin'),
  'GET /api/v1/streaming/list': async (w) => ({
    query: `list=${await newList(w)}`,
    type: 'text/event-stream',
  }),
  'GET /api/v1/streaming/public': stream(),
  'GET /api/v1/streaming/public/local': stream(),
  'GET /api/v1/streaming/user': stream(),
  'GET /api/v1/streaming/user/notification': stream(),
  'GET /api/v1/streaming/health': () => ({ type: 'text/plain' }),

  'GET /api/v1/tags/{name}': named('name'),
  'POST /api/v1/tags/{name}/follow': named('name', 'Oslo'),
  'POST /api/v1/tags/{name}/unfollow': named('name', 'Oslo'),
  'GET /api/v1/timelines/home': paged,
  'GET /api/v1/timelines/public': paged,
  'GET /api/v1/timelines/tag/{hashtag}': () => ({
    path: { hashtag: 'berlin' },
    unknown: 'none',
    pages: true,
  }),
  'GET /api/v1/timelines/list/{list_id}': async (w) => {
    const listId = await newList(w)
    for (const text of ['One', 'Two']) await w.publish(w.bob, text)
    await eventually(async () => ok(await w.alice.get(`/api/v1/timelines/list/${listId}`)).length > 1)
    return { path: { list_id: listId }, pages: true }
  },
  'GET /api/v1/trends/links': nothing,
  'GET /api/v1/trends/statuses': nothing,
  'GET /api/v1/trends/tags': nothing,

  'GET /api/v2/filters': async (w) => {
    await newFilter(w)
    return {}
  },
  'POST /api/v2/filters': () => ({
    body: { title: 'Football', context: ['home', 'public'], filter_action: 'hide', expires_in: 3600 },
    wrong: [{ body: {} }, { body: { title: 'x', context: ['nowhere'] } }],
  }),
  'GET /api/v2/filters/{id}': async (w) => ({ path: { id: (await newFilter(w)).id } }),
  'PUT /api/v2/filters/{id}': async (w) => ({
    path: { id: (await newFilter(w)).id },
    body: { title: 'Silence', context: ['home'] },
    wrong: [{ body: { context: ['nowhere'] } }],
  }),
  'DELETE /api/v2/filters/{id}': async (w) => ({ path: { id: (await newFilter(w)).id } }),
  'GET /api/v2/filters/{filter_id}/keywords': async (w) => ({ path: { filter_id: (await newFilter(w)).id } }),
  'POST /api/v2/filters/{filter_id}/keywords': async (w) => ({
    path: { filter_id: (await newFilter(w)).id },
    body: { keyword: 'din', whole_word: false },
    wrong: [{ body: {} }],
  }),
  'GET /api/v2/filters/{filter_id}/statuses': async (w) => ({ path: { filter_id: (await newFilter(w)).id } }),
  'POST /api/v2/filters/{filter_id}/statuses': async (w) => ({
    path: { filter_id: (await newFilter(w)).id },
    body: { status_id: await w.publish(w.alice, 'Filter me') },
    wrong: [{ body: {} }],
  }),
  'PUT /api/v2/filters/keywords/{id}': async (w) => ({
    path: { id: (await newFilter(w)).keywordId },
    body: { keyword: 'loud' },
  }),
  'DELETE /api/v2/filters/keywords/{id}': async (w) => ({ path: { id: (await newFilter(w)).keywordId } }),
  'DELETE /api/v2/filters/statuses/{id}': async (w) => ({ path: { id: (await newFilter(w)).statusId } }),
  'GET /api/v2/search': () => ({ query: 'q=bob', wrong: [{ query: '' }] }),
  'GET /api/v2/suggestions': nothing,

  ...collectionCalls,
  'POST /api/v1/accounts': async (w) => ({
    bearer: await w.newAppToken(),
    body: { username: `new${Date.now()}`, ...joining(Date.now()) },
    wrong: [
      { body: { username: 'alice', ...joining(1) } },
      { body: { username: 'fine', ...joining(2), agreement: false } },
    ],
  }),
  'GET /api/v1/emails/check_confirmation': nothing,
  'POST /api/v1/emails/confirmations': () => ({ status: 403 }),
  'GET /api/v1/annual_reports': nothing,
  'GET /api/v1/annual_reports/{year}/state': () => ({ path: { year: '2026' }, unknown: 'none' }),
  'GET /api/v1/annual_reports/{year}': () => ({ path: { year: '2026' }, status: 404 }),
  'POST /api/v1/annual_reports/{year}/generate': () => ({ path: { year: '2026' }, status: 404 }),
  'POST /api/v1/annual_reports/{year}/read': () => ({ path: { year: '2026' }, status: 404 }),
  'GET /api/v1_alpha/async_refreshes/{id}': () => ({ path: { id: 'x' }, status: 404 }),
  'GET /api/v1/accounts/{id}/identity_proofs': () => ({ unknown: 'none' }),
  'GET /api/v1/accounts/{id}/endorsements': aboutAlice(),
  'POST /api/v1/accounts/{id}/endorse': onBob,
  'POST /api/v1/accounts/{id}/unendorse': onBob,
  'POST /api/v1/accounts/{id}/pin': onBob,
  'POST /api/v1/accounts/{id}/unpin': onBob,
  'PUT /api/v1/announcements/{id}/reactions/{name}': async (w) => ({
    path: { id: ok(await w.alice.get('/api/v1/announcements?with_dismissed=true'))[0].id, name: '👍' },
  }),
  'DELETE /api/v1/announcements/{id}/reactions/{name}': async (w) => {
    const { id } = ok(await w.alice.get('/api/v1/announcements?with_dismissed=true'))[0]
    ok(await w.alice.call('PUT', `/api/v1/announcements/${id}/reactions/${encodeURIComponent('🎉')}`))
    return { path: { id, name: '🎉' } }
  },
  // The description names the scope `read`; Mastodon itself, and this server, ask for one to write.
  'DELETE /api/v1/suggestions/{account_id}': (w) => ({
    path: { account_id: w.dave.id },
    bearer: w.alice.token,
    unknown: 200,
  }),
  'GET /api/oembed': (w) => ({
    query: `url=${encodeURIComponent(`${w.server.origin}/@alice/${w.statusId}`)}`,
  }),
  'POST /api/v1/conversations/{id}/unread': async (w) => ({ path: { id: await conversation(w) } }),
  'GET /api/v1/directory': nothing,
  'GET /api/v1/domain_blocks/preview': () => ({ query: 'domain=spam.example' }),
  'GET /api/v1/endorsements': nothing,
  'GET /api/v1/featured_tags/suggestions': nothing,
  'POST /api/v1/filters': () => ({
    body: { phrase: 'din', context: ['home'] },
    wrong: [{ body: { phrase: 'din', context: ['nowhere'] } }, { body: {} }],
  }),
  'GET /api/v1/filters/{id}': async (w) => ({ path: { id: (await newFilter(w)).keywordId } }),
  'PUT /api/v1/filters/{id}': async (w) => ({
    path: { id: (await newFilter(w)).keywordId },
    body: { phrase: 'louder', context: ['home'] },
  }),
  'DELETE /api/v1/filters/{id}': async (w) => ({ path: { id: (await newFilter(w)).keywordId } }),
  'GET /api/v1/instance/activity': nothing,
  'GET /api/v1/instance/domain_blocks': async (w) => {
    await w.server.cairn('settings', 'set', 'show-domain-blocks', 'everybody')
    await w.server.cairn('domain', 'block', 'evil.example')
    return {}
  },
  'GET /api/v1/instance/languages': nothing,
  'GET /api/v1/instance/peers': nothing,
  'GET /api/v1/instance/privacy_policy': nothing,
  'GET /api/v1/instance/terms_of_service': async (w) => {
    await w.server.cairn('settings', 'set', 'terms-of-service', 'Be kind.')
    return {}
  },
  'GET /api/v1/instance/terms_of_service/{date}': async (w) => ({
    path: { date: ok(await w.alice.get('/api/v1/instance/terms_of_service')).effective_date },
  }),
  'DELETE /api/v1/notifications/destroy_multiple': async (w) => ({ query: `ids[]=${await notification(w)}` }),
  'GET /api/v1/notifications/policy': nothing,
  'PUT /api/v1/notifications/policy': () => ({ body: { filter_not_following: false } }),
  'POST /api/v1/notifications/requests/accept': async (w) => ({ body: { id: [await request(w)] } }),
  'POST /api/v1/notifications/requests/dismiss': async (w) => ({ body: { id: [await request(w)] } }),
  'GET /api/v1/notifications/requests/merged': nothing,
  'GET /api/v1/peers/search': () => ({ query: 'q=cairn' }),
  'GET /api/v1/profile': nothing,
  'PATCH /api/v1/profile': () => ({ body: { note: 'Hello' } }),
  'GET /api/v1/streaming/hashtag/local': stream('tag=berlin'),
  'GET /api/v1/streaming/public/remote': stream(),
  'GET /api/v1/suggestions': nothing,
  'POST /api/v1/tags/{id}/feature': named('id', 'Prague'),
  'POST /api/v1/tags/{id}/unfeature': named('id', 'Prague'),
  'GET /api/v1/timelines/direct': paged,
  'GET /api/v1/timelines/link': () => ({ query: `url=${encodeURIComponent('https://example.org/')}` }),
  'GET /api/v1/trends': nothing,
  'GET /api/v2/filters/keywords/{id}': async (w) => ({ path: { id: (await newFilter(w)).keywordId } }),
  'GET /api/v2/filters/statuses/{id}': async (w) => ({ path: { id: (await newFilter(w)).statusId } }),
  'GET /health': () => ({ type: 'text/plain' }),
}

/** Every operation that is served. */
export const calls: Readonly<Record<string, Prepare>> = { ...dailyCalls, ...adminCalls, ...cairnCalls }

function joining(number: number) {
  return {
    email: `new${number}@example.org`,
    password: 'correct horse battery',
    agreement: true,
    locale: 'en',
  }
}

function aboutBob(w: World): Call {
  return { path: { id: w.bob.id } }
}

function twoHeld(act: 'block' | 'mute'): Prepare {
  return async (w) => {
    for (const person of [w.dave, w.erin]) ok(await w.alice.post(`/api/v1/accounts/${person.id}/${act}`))
    return { pages: true }
  }
}
