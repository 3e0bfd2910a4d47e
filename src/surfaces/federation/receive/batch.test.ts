import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { gatherLookUps } from './gather-look-ups.ts'
import type { ReceiveNeeds } from './needs.ts'
import { createPrecedence } from './precedence.ts'
import { createTakeIn } from './take-in.ts'

let node: FederationNode
let peer: RemotePeer
let carol: PeerActor
let dave: PeerActor
let count = 0

const everybody = ['https://www.w3.org/ns/activitystreams#Public']

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(async () => {
  count += 1
  carol = peer.createActor(`carol${count}`)
  dave = peer.createActor(`dave${count}`)
  for (const { username } of [carol, dave]) await node.find(`${username}@${peer.host}`)
})

type Activity = Record<string, unknown> & { readonly actor: string }

/** Lets activities wait, and then be dealt with together. */
async function deliverTogether(...activities: readonly Activity[]): Promise<void> {
  await node.stopWorkers()
  for (const activity of activities) {
    const actor = activity.actor === carol.uri ? carol : dave
    expect(await peer.post(actor, `${node.origin}/inbox`, activity)).toBe(202)
  }
  node.startWorkers()
  await untilQuiet(node)
}

function noteUri(actor: PeerActor, name: string): string {
  return `${actor.uri}/notes/${name}`
}

function create(actor: PeerActor, name: string, more: Record<string, unknown> = {}): Activity {
  const uri = noteUri(actor, name)
  return {
    id: `${uri}/activity`,
    type: 'Create',
    actor: actor.uri,
    to: everybody,
    object: { ...peer.note(actor, uri), ...more },
  }
}

function act(actor: PeerActor, type: string, object: unknown, more = {}): Activity {
  return {
    id: `${actor.uri}#${type}-${count}-${JSON.stringify(object).length}`,
    type,
    actor: actor.uri,
    object,
    ...more,
  }
}

async function createFans(howMany: number): Promise<PeerActor[]> {
  const fans = Array.from({ length: howMany }, (_, index) => peer.createActor(`fan${count}_${index}`))
  for (const fan of fans) await node.find(`${fan.username}@${peer.host}`)
  return fans
}

async function deliverOf(actor: PeerActor, activity: Activity): Promise<void> {
  expect(await peer.post(actor, `${node.origin}/inbox`, activity)).toBe(202)
  await untilQuiet(node)
}

const find = (uri: string) => node.posts.findPostByUri(uri)

it('stores many posts of one sender and of several, with their mentions and tags', async () => {
  const alice = await node.createPerson(`alice${count}`)
  const tag = [
    { type: 'Mention', href: `${node.origin}/users/${alice.username}`, name: `@${alice.username}` },
    { type: 'Hashtag', name: '#Harbour' },
  ]
  const names = Array.from({ length: 12 }, (_, index) => String(index))
  await deliverTogether(...names.flatMap((name) => [create(carol, name, { tag }), create(dave, name)]))
  const posts = await Promise.all(names.map((name) => find(noteUri(carol, name))))
  const views = await node.posts.findViews(posts.flatMap((post) => post?.id ?? []))
  expect(views.size).toBe(12)
  for (const { mentions, tags } of views.values()) {
    expect(mentions.map((mention) => mention.accountId)).toEqual([alice.id])
    expect(tags).toEqual(['Harbour'])
  }
  const theirs = await Promise.all(names.map((name) => find(noteUri(dave, name))))
  expect(theirs.filter((post) => post !== undefined)).toHaveLength(12)
})

it('hangs an answer below the post that came with it, whoever sent which', async () => {
  const asked = noteUri(carol, 'asked')
  await deliverTogether(
    create(carol, 'asked'),
    create(dave, 'answer', { inReplyTo: asked }),
    create(carol, 'thanks', { inReplyTo: noteUri(dave, 'answer') }),
  )
  const [question, answer, thanks] = await Promise.all(
    [asked, noteUri(dave, 'answer'), noteUri(carol, 'thanks')].map(find),
  )
  expect(answer?.replyToId).toBe(question?.id)
  expect(thanks?.replyToId).toBe(answer?.id)
  expect(thanks?.threadId).toBe(question?.id)
  const counters = await node.posts.findOverlays([question?.id ?? ('0' as never)], undefined)
  expect([...counters.values()][0]?.replies).toBe(1)
  expect(peer.arrived.filter(({ method, path }) => method === 'GET' && path.includes('/notes/'))).toEqual([])
})

it('counts a like and a boost of a post that came with them', async () => {
  const uri = noteUri(carol, 'liked')
  await deliverTogether(
    create(carol, 'liked'),
    act(dave, 'Like', uri),
    act(dave, 'Announce', uri, { to: everybody }),
  )
  const post = await find(uri)
  const overlays = await node.posts.findOverlays([post?.id ?? ('0' as never)], undefined)
  expect([...overlays.values()][0]).toMatchObject({ likes: 1, boosts: 1 })
})

it('counts the likes of many, of whom one has taken it back before it came', async () => {
  const uri = noteUri(carol, 'popular')
  await deliverTogether(create(carol, 'popular'))
  const fans = Array.from({ length: 12 }, (_, index) => peer.createActor(`fan${count}_${index}`))
  for (const fan of fans) await node.find(`${fan.username}@${peer.host}`)
  const [fickle] = fans
  if (!fickle) throw new Error('There is no fan.')
  const likes = fans.map((fan) => ({ fan, like: act(fan, 'Like', uri) }))
  const undo = act(fickle, 'Undo', likes[0]?.like['id'])
  expect(await peer.post(fickle, `${node.origin}/inbox`, undo)).toBe(202)
  await untilQuiet(node)
  await node.stopWorkers()
  for (const { fan, like } of likes) expect(await peer.post(fan, `${node.origin}/inbox`, like)).toBe(202)
  node.startWorkers()
  await untilQuiet(node)
  const post = await find(uri)
  if (!post) throw new Error('The post has not come.')
  expect((await node.posts.findOverlays([post.id], undefined)).get(post.id)?.likes).toBe(11)
  const [told] = await node.db.sql`select count(*)::int as count from events where type = 'post.liked'
    and data ->> 'postId' = ${post.id}`
  expect(told?.['count']).toBe(11)
  // Another like of the same name is a new one.
  const again = { ...likes[0]?.like, id: `${fickle.uri}#like-again`, actor: fickle.uri }
  expect(await peer.post(fickle, `${node.origin}/inbox`, again)).toBe(202)
  await untilQuiet(node)
  expect((await node.posts.findOverlays([post.id], undefined)).get(post.id)?.likes).toBe(12)
})

it('counts the boosts of many, twice by one, of whom one has taken it back before it came', async () => {
  const uri = noteUri(carol, 'shared')
  await deliverTogether(create(carol, 'shared'))
  const fans = await createFans(9)
  const [fickle, keen] = fans
  if (!fickle || !keen) throw new Error('There is no fan.')
  const boosts = fans.map((fan) => ({ fan, activity: act(fan, 'Announce', uri, { to: everybody }) }))
  const again = { ...act(keen, 'Announce', uri, { to: everybody }), id: `${keen.uri}#once-more` }
  await deliverOf(fickle, act(fickle, 'Undo', boosts[0]?.activity))
  await node.stopWorkers()
  for (const { fan, activity } of [...boosts, { fan: keen, activity: again }])
    expect(await peer.post(fan, `${node.origin}/inbox`, activity)).toBe(202)
  node.startWorkers()
  await untilQuiet(node)
  const post = await find(uri)
  if (!post) throw new Error('The post has not come.')
  expect((await node.posts.findOverlays([post.id], undefined)).get(post.id)?.boosts).toBe(8)
  const rows = await node.db.sql`
    select 1 from posts where boost_of_id = ${post.id} and deleted_at is null
  `
  expect(rows).toHaveLength(8)
})

it('lets many follow together, each once, and refuses whom the followed person blocks', async () => {
  const alice = await node.createPerson(`alice${count}`)
  const aliceUri = `${node.origin}/users/${alice.username}`
  const fans = await createFans(9)
  const blocked = await node.find(`${fans[0]?.username}@${peer.host}`)
  await node.relationships.blockAccount({ blockerId: alice.id, blockedId: blocked.id })
  await node.stopWorkers()
  for (const fan of [...fans, ...fans]) {
    const follow = { ...act(fan, 'Follow', aliceUri), id: `${fan.uri}#follow-${Math.random()}` }
    expect(await peer.post(fan, `${node.origin}/inbox`, follow)).toBe(202)
  }
  node.startWorkers()
  await untilQuiet(node)
  expect((await node.accounts.findCounters([alice.id])).get(alice.id)?.followers).toBe(8)
  const follows = await node.db.sql`select state from follows where followed_id = ${alice.id}`
  expect(follows.map((follow) => follow['state'])).toEqual(Array(8).fill('accepted'))
})

it('ends as the sender wanted who boosted and followed, took it back, and did it again', async () => {
  const alice = await node.createPerson(`alice${count}`)
  const aliceUri = `${node.origin}/users/${alice.username}`
  const follow = (name: string) => ({ ...act(carol, 'Follow', aliceUri), id: `${carol.uri}#f-${name}` })
  const boost = (name: string) => ({
    ...act(carol, 'Announce', noteUri(dave, 'kept'), { to: everybody }),
    id: `${carol.uri}#b-${name}`,
  })
  const undo = (activity: Activity) => ({
    ...act(carol, 'Undo', activity),
    id: `${String(activity['id'])}/undo`,
  })
  await deliverTogether(
    create(dave, 'kept'),
    follow('1'),
    boost('1'),
    undo(follow('1')),
    undo(boost('1')),
    follow('2'),
    boost('2'),
  )
  const account = await node.find(`${carol.username}@${peer.host}`)
  expect((await node.relationships.findFollow(account.id, alice.id))?.uri).toBe(`${carol.uri}#f-2`)
  const kept = await find(noteUri(dave, 'kept'))
  expect((await node.posts.findBoost(account.id, kept?.id ?? ('0' as never)))?.uri).toBe(`${carol.uri}#b-2`)
})

it('ends with the last word of a sender about each post', async () => {
  const edited = { ...peer.note(carol, noteUri(carol, 'edited')), content: '<p>Second</p>' }
  await deliverTogether(
    create(carol, 'edited'),
    act(carol, 'Update', { ...edited, updated: new Date().toISOString() }),
    create(carol, 'gone'),
    act(carol, 'Delete', noteUri(carol, 'gone')),
    act(carol, 'Delete', noteUri(carol, 'early')),
    create(carol, 'early'),
  )
  expect((await find(noteUri(carol, 'edited')))?.content).toContain('Second')
  expect(await find(noteUri(carol, 'gone'))).toBeUndefined()
  expect(await find(noteUri(carol, 'early'))).toBeUndefined()
})

it('takes the same post once, however often and however close together it comes', async () => {
  const twin = { ...create(carol, 'twin'), id: `${noteUri(carol, 'twin')}/again` }
  await node.stopWorkers()
  const statuses = await Promise.all(
    [create(carol, 'twin'), create(carol, 'twin'), twin, twin].map((activity) =>
      peer.post(carol, `${node.origin}/inbox`, activity),
    ),
  )
  expect(statuses).toEqual([202, 202, 202, 202])
  const [row] = await node.db.sql`select count(*)::int as count from jobs where kind = 'process-activity'`
  expect(row?.['count']).toBe(2)
  node.startWorkers()
  await untilQuiet(node)
  const rows = await node.db.sql`select id from posts where uri = ${noteUri(carol, 'twin')}`
  expect(rows).toHaveLength(1)
})

it('keeps what a sender sent after something that must be fetched behind it', async () => {
  const elsewhere = `${peer.origin}/fetched/${count}`
  peer.serve(`/fetched/${count}`, peer.note(dave, elsewhere))
  const boost = act(carol, 'Announce', elsewhere, { to: everybody })
  await deliverTogether(boost, act(carol, 'Undo', boost), create(carol, 'after'))
  const post = await find(elsewhere)
  const overlays = await node.posts.findOverlays([post?.id ?? ('0' as never)], undefined)
  expect([...overlays.values()][0]?.boosts).toBe(0)
  expect(await find(noteUri(carol, 'after'))).toBeDefined()
})

const received = (name: string, authorId: AccountId, publishedAt = new Date()) => ({
  authorId,
  uri: noteUri(carol, name),
  url: null,
  visibility: 'public' as const,
  replyTo: undefined,
  content: '',
  contentWarning: '',
  sensitive: false,
  language: null,
  mentions: [],
  tags: [],
  media: [],
  publishedAt,
  editedAt: null,
})

it('stores all posts of one instant, though ids of the same instant are drawn by lot', async () => {
  const author = await node.find(`${carol.username}@${peer.host}`)
  const at = new Date('2026-01-01T00:00:00Z')
  // So many that there would be none drawn twice once in a million times.
  const many = Array.from({ length: 1400 }, (_, index) => ({
    received: received(`lot${index}`, author.id, at),
  }))
  const outcomes = await node.posts.receivePosts(many)
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['published']))
  const [stored] = await node.db.sql`select count(*)::int as count from posts where account_id = ${author.id}`
  expect(stored?.['count']).toBe(1400)
})

it('takes out a post that cannot be stored, and stores the others', async () => {
  const author = await node.find(`${carol.username}@${peer.host}`)
  const gathered = gatherLookUps(node as unknown as ReceiveNeeds)
  const outcomes = await Promise.allSettled([
    gathered.posts.receivePost(received('good', author.id)),
    gathered.posts.receivePost(received('bad', 'no number' as AccountId)),
    gathered.posts.receivePost(received('also good', author.id)),
  ])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await find(noteUri(carol, 'also good'))).toBeDefined()
})

it('takes out a follow and a boost that cannot be written, and writes the others', async () => {
  const alice = await node.createPerson(`alice${count}`)
  const post = await node.publish(alice, 'To be boosted')
  const [one, other] = await Promise.all(
    [carol, dave].map((actor) => node.find(`${actor.username}@${peer.host}`)),
  )
  if (!one || !other) throw new Error('Nobody was found.')
  const gathered = gatherLookUps(node as unknown as ReceiveNeeds)
  // PostgreSQL takes no zero byte in a text.
  const bad = 'https://bad.example/\u0000'
  const outcomes = await Promise.allSettled([
    gathered.relationships.requestFollow({ followerId: one.id, followedId: alice.id, uri: bad }),
    gathered.relationships.requestFollow({ followerId: other.id, followedId: alice.id }),
    gathered.posts.boostPost({ boosterId: one.id, postId: post.id, uri: bad }),
    gathered.posts.boostPost({ boosterId: other.id, postId: post.id, uri: `${other.uri}#good` }),
  ])
  expect(outcomes.map((outcome) => outcome.status)).toEqual([
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect((await node.posts.findOverlays([post.id], undefined)).get(post.id)?.boosts).toBe(1)
  expect((await node.accounts.findCounters([alice.id])).get(alice.id)?.followers).toBe(1)
})

it('says that it is full before what waits takes too much memory', async () => {
  const never = new Promise<never>(() => undefined)
  const jobs = {} as Parameters<typeof createTakeIn>[0]['jobs']
  const takeIn = createTakeIn({ db: { writeOnce: () => never }, jobs }, createPrecedence())
  const body = 'x'.repeat(1024 * 1024)
  const early: string[] = []
  for (let index = 0; index < 40; index++) {
    void takeIn({ key: Buffer.from(String(index)), actorUri: carol.uri, body }).then((answer) =>
      early.push(answer),
    )
  }
  await new Promise((resolve) => setImmediate(resolve))
  expect(early).toEqual(Array(8).fill('full'))
})
