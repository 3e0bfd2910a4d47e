import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
let count = 0

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(async () => {
  count += 1
  peer.inboxStatus = 202
  alice = await node.createPerson(`alice${count}`)
  carol = peer.createActor(`carol${count}`)
  await follow(carol)
})

async function follow(actor: PeerActor): Promise<void> {
  const activity = {
    id: `${actor.uri}#follows/1`,
    type: 'Follow',
    actor: actor.uri,
    object: `${node.origin}/users/${alice.username}`,
  }
  expect(await peer.post(actor, `${node.origin}/inbox`, activity)).toBe(202)
  await untilQuiet(node)
}

function inboxOf(actor: PeerActor) {
  return peer.activitiesAt(`${new URL(actor.uri).pathname}/inbox`)
}

function typesAt(actor: PeerActor) {
  return inboxOf(actor).map((activity) => activity['type'])
}

it('accepts a follow by the id that it came with', () => {
  expect(inboxOf(carol)).toMatchObject([
    {
      type: 'Accept',
      actor: `${node.origin}/users/${alice.username}`,
      object: { id: `${carol.uri}#follows/1`, type: 'Follow', actor: carol.uri },
    },
  ])
})

it('accepts again when asked again, under another id', async () => {
  node.clock.advance(1000)
  await peer.post(
    carol,
    `${node.origin}/inbox`,
    {
      id: `${carol.uri}#follows/1`,
      type: 'Follow',
      actor: carol.uri,
      object: `${node.origin}/users/${alice.username}`,
    },
    { date: new Date(Date.now() + 3000) },
  )
  await untilQuiet(node)
  const ids = inboxOf(carol).map((activity) => activity['id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(2)
})

it('refuses a follow of somebody who blocks the follower', async () => {
  const dave = peer.createActor(`dave${count}`)
  const remote = await node.find(`${dave.username}@${peer.host}`)
  await node.relationships.blockAccount({ blockerId: alice.id, blockedId: remote.id })
  await follow(dave)
  // Of two subjects, the block and the follow: nothing says which comes first.
  expect(new Set(typesAt(dave))).toEqual(new Set(['Block', 'Reject']))
  expect(await node.relationships.findFollow(remote.id, alice.id)).toBeUndefined()
})

it('tells a follower of each post once, signed, with a digest', async () => {
  await node.publish(alice, 'Hello')
  await untilQuiet(node)
  expect(typesAt(carol)).toEqual(['Accept', 'Create'])
  const headers = peer.arrived.findLast((one) => one.method === 'POST')?.headers
  expect(headers).toMatchObject({ 'content-type': 'application/activity+json' })
  expect(headers?.['signature']).toContain('rsa-sha256')
  expect(headers?.['digest']).toMatch(/^SHA-256=/)
})

it('reaches the followers of one server by its shared inbox once', async () => {
  const shared = { endpoints: { sharedInbox: `${peer.origin}/shared${count}` } }
  const pair = ['x', 'y'].map((name) => peer.createActor(`${name}${count}`, shared))
  for (const actor of pair) await follow(actor)
  await node.publish(alice, 'Hello both')
  await untilQuiet(node)
  expect(peer.activitiesAt(`/shared${count}`).map((activity) => activity['type'])).toEqual(['Create'])
})

it('reaches a mentioned follower by the shared inbox, not twice', async () => {
  const shared = { endpoints: { sharedInbox: `${peer.origin}/both${count}` } }
  const dave = peer.createActor(`dave${count}`, shared)
  await follow(dave)
  await node.publish(alice, `@${dave.username}@${peer.host} hello`)
  await untilQuiet(node)
  expect(peer.activitiesAt(`/both${count}`)).toHaveLength(1)
  expect(typesAt(dave)).toEqual(['Accept'])
})

it('R14: sends a direct post to the mentioned alone', async () => {
  const dave = peer.createActor(`dave${count}`)
  await node.find(`${dave.username}@${peer.host}`)
  await node.publish(alice, `@${dave.username}@${peer.host} psst`, { visibility: 'direct' })
  await untilQuiet(node)
  expect(typesAt(carol)).toEqual(['Accept'])
  expect(inboxOf(dave)).toMatchObject([{ type: 'Create', to: [dave.uri], cc: [] }])
})

it('R14: sends a followers-only post to nobody who merely asked to follow', async () => {
  await node.accounts.updateProfile(alice.id, { locked: true })
  const dave = peer.createActor(`dave${count}`)
  await follow(dave)
  await node.publish(alice, 'Among us', { visibility: 'followers' })
  await untilQuiet(node)
  expect(typesAt(carol)).toContain('Create')
  expect(typesAt(dave)).toEqual([])
})

it('tries the other signature scheme when refused, and remembers it', async () => {
  peer.inboxStatus = 403
  await node.publish(alice, 'Refused')
  await vi.waitFor(() => expect(typesAt(carol)).toHaveLength(3), { timeout: 10_000 })
  const [first, second] = peer.arrived.filter((one) => one.body.includes('Refused'))
  expect(first?.headers).not.toHaveProperty('signature-input')
  expect(second?.headers).toHaveProperty('signature-input')
  await untilQuiet(node)
  // Both were refused: nobody asks a third time.
  expect(typesAt(carol)).toHaveLength(3)
})

it('takes a 403 for final where the other scheme is not understood there', async () => {
  peer.inboxStatus = ({ headers }) => (headers['signature-input'] ? 401 : 403)
  await node.publish(alice, 'Forbidden')
  await vi.waitFor(() => expect(typesAt(carol)).toHaveLength(3), { timeout: 10_000 })
  await untilQuiet(node)
  expect(await node.db.sql`select id from jobs where kind = 'deliver-activity'`).toEqual([])
  const [row] = await node.db.sql`select last_error, failures from peers where host = ${peer.host}`
  expect(row).toMatchObject({ lastError: expect.stringContaining('403'), failures: 0 })
})

it('goes on with a host that refuses one thing again and again', async () => {
  peer.inboxStatus = ({ body }) => (body.includes('Poison') ? 401 : 202)
  await node.publish(alice, 'Poison')
  const refused = async () => {
    await node.db.sql`update jobs set run_at = now() where kind = 'deliver-activity' and locked_until is null`
    const tries = peer.arrived.filter(
      (one) => one.path.includes(carol.username) && one.body.includes('Poison'),
    )
    expect(tries.length).toBeGreaterThanOrEqual(12)
  }
  await vi.waitFor(refused, { timeout: 20_000 })
  await node.publish(alice, 'Remedy')
  const cured = () =>
    expect(
      inboxOf(carol)
        .map((one) => JSON.stringify(one))
        .join(),
    ).toContain('Remedy')
  await vi.waitFor(cured, { timeout: 10_000 })
  const [row] = await node.db.sql`select retry_at from peers where host = ${peer.host}`
  expect(row).toMatchObject({ retryAt: null })
  await node.db.sql`delete from jobs where kind = 'deliver-activity'`
})

it('asks again later when the other server is in trouble', async () => {
  peer.inboxStatus = 503
  await node.publish(alice, 'Patience')
  await vi.waitFor(() => expect(typesAt(carol)).toContain('Create'), { timeout: 10_000 })
  peer.inboxStatus = 202
  await untilQuiet(node)
  expect(typesAt(carol).filter((type) => type === 'Create').length).toBeGreaterThan(1)
  const [health] = await node.db.sql`select state, failures from peers where host = ${peer.host}`
  expect(health).toMatchObject({ state: 'active', failures: 0 })
})

it('gives up at once where the inbox is gone, leaves no dead letter, and sends nothing there again', async () => {
  peer.inboxStatus = 410
  await node.publish(alice, 'Gone')
  await untilQuiet(node)
  peer.inboxStatus = 202
  await node.publish(alice, 'Still there?')
  await untilQuiet(node)
  expect(typesAt(carol)).toEqual(['Accept', 'Create'])
  expect(await node.db.sql`select id from dead_jobs`).toEqual([])
  const [row] = await node.db.sql`select last_error from peers where host = ${peer.host}`
  expect(String(row?.['lastError'])).toContain('410')
})

it('asks once in each scheme where what is sent is not wanted, and leaves no dead letter', async () => {
  peer.inboxStatus = 422
  await node.publish(alice, 'Unwanted')
  await untilQuiet(node)
  expect(typesAt(carol)).toEqual(['Accept', 'Create'])
  expect(await node.db.sql`select id from dead_jobs`).toEqual([])
})

it('does not deliver what was taken back before it could be delivered', async () => {
  const dave = peer.createActor(`dave${count}`)
  const remote = await node.find(`${dave.username}@${peer.host}`)
  const pair = { followerId: alice.id, followedId: remote.id }
  peer.inboxStatus = 503
  await node.relationships.requestFollow(pair)
  await vi.waitFor(() => expect(typesAt(dave)).toContain('Follow'), { timeout: 10_000 })
  await node.relationships.endFollow(pair)
  await vi.waitFor(() => expect(typesAt(dave)).toContain('Undo'), { timeout: 10_000 })
  peer.inboxStatus = 202
  const before = typesAt(dave).length
  await untilQuiet(node)
  expect(typesAt(dave).slice(before)).not.toContain('Follow')
})

it('does not deliver what was taken back when the host is back before its next try', async () => {
  const dave = peer.createActor(`dave${count}`)
  const remote = await node.find(`${dave.username}@${peer.host}`)
  const pair = { followerId: alice.id, followedId: remote.id }
  peer.inboxStatus = 503
  await node.relationships.requestFollow(pair)
  const later = () => node.db.sql`
    update jobs set run_at = now() + interval '1 hour'
    where kind = 'deliver-activity' and attempts > 0 and locked_until is null
    returning id
  `
  await expect.poll(async () => (await later()).length).toBe(1)
  await node.relationships.endFollow(pair)
  peer.inboxStatus = 202
  await node.publish(alice, 'The host is back')
  await untilQuiet(node)
  expect(typesAt(carol)).toContain('Create')
  expect(typesAt(dave)).toEqual(['Follow', 'Undo'])
})

it('does not follow redirects of an inbox', async () => {
  peer.inboxStatus = 308
  await node.publish(alice, 'Elsewhere')
  await untilQuiet(node)
  expect(typesAt(carol)).toEqual(['Accept', 'Create'])
})

it('forgets what is delivered, in time', async () => {
  await untilQuiet(node)
  await node.db.sql`update outbox_activities set created_at = now() - interval '2 hours'`
  await node.db.sql`delete from dead_jobs`
  expect(await node.federation.prune()).toBeGreaterThan(0)
  expect(await node.db.sql`select id from outbox_activities`).toEqual([])
})

it('sends at once what has waited for a host, when the host is back', async () => {
  peer.inboxStatus = 503
  await node.publish(alice, 'It failed')
  const waiting = () => node.db.sql`
    update jobs set run_at = now() + interval '1 hour'
    where kind = 'deliver-activity' and attempts > 0 and locked_until is null
    returning id
  `
  await expect.poll(async () => (await waiting()).length).toBe(1)
  peer.inboxStatus = 202
  await node.publish(alice, 'It arrived')
  await expect
    .poll(() =>
      inboxOf(carol)
        .map((activity) => JSON.stringify(activity))
        .join(),
    )
    .toMatch(/It arrived[^]*It failed/)
})
