import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi, eventually } from '#kit/person.ts'
import { stumblingBlocks } from './decoders.ts'
import { createWorld, ok, type World } from './world.ts'

// Native apps decode strictly: one member of another type, and a whole timeline stays empty.

let world: World

beforeAll(async () => {
  world = await createWorld()
  const { alice, bob, dave, publish } = world
  ok(
    await alice.post('/api/v2/filters', {
      title: 'Noise',
      context: ['home'],
      keywords_attributes: [{ keyword: 'noise' }],
    }),
  )
  ok(await alice.post('/api/v1/featured_tags', { name: 'Heights' }))
  ok(await alice.post('/api/v1/lists', { title: 'Friends' }))
  ok(await bob.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: true }))
  ok(await alice.post('/api/v1/collections', { name: 'Hikers', account_ids: [bob.id] }))
  await publish(bob, 'So much noise @alice', { spoiler_text: 'Loud' })
  await publish(bob, 'Which?', { poll: { options: ['A', 'B'], expires_in: 3600 } })
  ok(await alice.post(`/api/v1/statuses/${await publish(bob, 'Boost me')}/reblog`))
  ok(await dave.post(`/api/v1/statuses/${world.statusId}/favourite`))
  await eventually(async () => (await alice.get('/api/v2/notifications')).body.notification_groups.length > 1)
}, 240_000)

afterAll(() => world?.[Symbol.asyncDispose]())

it.each([
  ['/api/v1/accounts/verify_credentials', 'Account'],
  ['/api/v1/accounts/:bob', 'Account'],
  ['/api/v1/accounts/:bob/followers', '[Account]'],
  ['/api/v1/accounts/:bob/statuses', '[Status]'],
  ['/api/v1/accounts/:alice/featured_tags', '[FeaturedTag]'],
  ['/api/v1/accounts/relationships?id[]=:bob', '[Relationship]'],
  ['/api/v1/accounts/familiar_followers?id[]=:bob', '[FamiliarFollowers]'],
  ['/api/v1/accounts/:alice/collections', 'Collections'],
  ['/api/v1/timelines/home', '[Status]'],
  ['/api/v1/timelines/public', '[Status]'],
  ['/api/v1/statuses/:status', 'Status'],
  ['/api/v1/statuses/:status/context', 'Context'],
  ['/api/v1/statuses/:status/history', '[Edit]'],
  ['/api/v1/statuses/:status/source', 'StatusSource'],
  ['/api/v1/trends/tags', '[Tag]'],
  ['/api/v1/notifications', '[Notification]'],
  ['/api/v1/notifications/policy', 'OldPolicy'],
  ['/api/v1/notifications/requests', '[NotificationRequest]'],
  ['/api/v2/notifications', 'Groups'],
  ['/api/v2/notifications/policy', 'Policy'],
  ['/api/v1/conversations', '[Conversation]'],
  ['/api/v1/lists', '[List]'],
  ['/api/v1/filters', '[OldFilter]'],
  ['/api/v2/filters', '[Filter]'],
  ['/api/v1/announcements', '[Announcement]'],
  ['/api/v1/custom_emojis', '[Emoji]'],
  ['/api/v1/instance', 'Instance'],
  ['/api/v2/instance', 'NewInstance'],
  ['/api/v1/instance/rules', '[Rule]'],
  ['/api/v1/preferences', 'Preferences'],
  ['/api/v1/profile', 'Profile'],
  ['/api/v1/scheduled_statuses', '[ScheduledStatus]'],
  ['/api/v2/suggestions', '[Suggestion]'],
  ['/api/v2/search?q=alice', 'Search'],
])('%s is what the decoders of native apps ask for: %s', async (path, shape) => {
  const { alice, bob, statusId } = world
  const answer = await alice.get(
    path.replace(':bob', bob.id).replace(':alice', alice.id).replace(':status', statusId),
  )
  expect([answer.status, stumblingBlocks(shape, answer.body)]).toEqual([200, []])
})

it('a subscription to pushes has an id of 32 bits: without it, apps for Android get none', async () => {
  const { server, push, alice } = world
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'push')
  const made = await callApi(server.origin, {
    method: 'POST',
    path: '/api/v1/push/subscription',
    headers: { authorization: `Bearer ${token}` },
    body: { subscription: push.subscribe('/decoders'), data: { alerts: { mention: true } } },
  })
  expect([alice.id.length > 0, stumblingBlocks('PushSubscription', made.body)]).toEqual([true, []])
})

it('the latest notification of a group is a number with all its digits, and marks as read even when rounded', async () => {
  const { server, alice } = world
  const response = await fetch(`${server.origin}/api/v2/notifications?limit=1`, {
    headers: { authorization: `Bearer ${alice.token}` },
  })
  const text = await response.text()
  const [, digits] = /"most_recent_notification_id":(\d+)/.exec(text) ?? []
  expect(digits).toBe(/"page_max_id":"(\d+)"/.exec(text)?.[1])
  // As JavaScript reads and writes it: the last digits are others.
  const rounded = String(Number(digits))
  const marked = ok(await alice.post('/api/v1/markers', { notifications: { last_read_id: rounded } }))
  expect(marked.notifications.last_read_id).toBe(digits)
  expect((await alice.get('/api/v2/notifications/unread_count')).body).toEqual({ count: 0 })
})

it('who has read nothing yet has a marker of notifications all the same, and none of home', async () => {
  const { body } = await world.dave.get('/api/v1/markers?timeline[]=home&timeline[]=notifications')
  expect(body).toEqual({ notifications: { last_read_id: '0', version: 0, updated_at: expect.any(String) } })
})
