import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FaultyProxy, startFaultyProxy } from '#kit/faulty-proxy.ts'
import { createStillness, type FederationNode, startFederationNode } from '#kit/federation-node.ts'
import { readSharedState } from '#kit/shared-state.ts'

// Two servers, each reached through a network that refuses, cuts, delays, reorders, and loses answers of what was done.
// The clock of one of them is five minutes ahead.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const fiveMinutes = 5 * 60 * 1000

interface Side {
  readonly node: FederationNode
  readonly network: FaultyProxy
  /** Two who live here, and as the other side knows them. */
  readonly people: readonly [Account, Account]
  seenAs: readonly Account[]
}

let sides: readonly [Side, Side]

beforeAll(async () => {
  sides = await Promise.all([startSide(['alice', 'ann'], 1), startSide(['bob', 'ben'], 2)])
  sides[1].node.clock.advance(fiveMinutes)
  await bothWays(async (here, there) => {
    here.seenAs = await Promise.all(
      here.people.map(({ username }) => there.node.find(`${username}@${here.node.host}`)),
    )
  })
})

afterAll(async () => {
  for (const { node, network } of sides ?? []) {
    await node[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
  }
})

async function startSide(names: readonly [string, string], seed: number): Promise<Side> {
  const network = await startFaultyProxy(seed)
  const node = await startFederationNode({ behindPort: network.port })
  network.leadTo(node.port)
  const people = [await node.createPerson(names[0]), await node.createPerson(names[1])] as const
  return { node, network, people, seenAs: [] }
}

/** Does the same from each side, at the same time. */
async function bothWays(act: (here: Side, there: Side) => Promise<void>): Promise<void> {
  const [one, other] = sides
  await Promise.all([act(one, other), act(other, one)])
}

function become(state: Parameters<FaultyProxy['become']>[0]): void {
  for (const { network } of sides) network.become(state)
}

/** Kinds of jobs that speak to another server, or do what one has said. */
const traffic = ['deliver-activity', 'process-activity', 'process-after-fetching', 'move-followers']

/** Waits until all has been said and done. What waits for a better time is told that it has come. */
async function untilAllIsSaid(): Promise<void> {
  const areStill = createStillness(sides.map(({ node }) => node))
  await vi.waitFor(
    async () => {
      await hurry()
      for (const { node } of sides) {
        const waiting = await node.db.sql`select kind from jobs where kind = any(${traffic})`
        if (waiting.length > 0) throw new Error(`${waiting.length} jobs wait.`)
      }
      if (!(await areStill())) throw new Error('There is still work to do.')
    },
    { timeout: 100_000, interval: 50 },
  )
}

async function hurry(): Promise<void> {
  for (const { node } of sides) {
    await node.db.sql`
      update jobs set run_at = now() where kind = any(${traffic}) and run_at > now() and locked_until is null
    `
    const [resting] = await node.db.sql<{ until: Date | null }[]>`select max(retry_at) as until from peers`
    const ms = (resting?.until?.getTime() ?? 0) - node.clock.now()
    // Both move, so that they differ as before.
    if (ms > 0) for (const side of sides) side.node.clock.advance(ms + 1)
  }
}

async function expectAgreement(): Promise<void> {
  await untilAllIsSaid()
  const actors = sides.flatMap(({ node, people }) =>
    people.map(({ username }) => `${node.origin}/users/${username}`),
  )
  const [one, other] = await Promise.all(sides.map(({ node }) => readSharedState(node, actors)))
  expect(one).toEqual(other)
  for (const { node } of sides) expect(await node.db.sql`select last_error from dead_jobs`).toEqual([])
}

function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('There is none.')
  return first
}

async function seenBy(side: Side, post: Post): Promise<Post> {
  const from = sides.find(({ people }) => people.some(({ id }) => id === post.accountId))
  const found = await side.node.posts.findPostByUri(`${from?.node.origin}/posts/${post.id}`)
  if (!found) throw new Error('A post has not arrived.')
  return found
}

async function followEachOther(here: Side, there: Side): Promise<void> {
  for (const follower of here.people) {
    for (const followed of there.seenAs) {
      await here.node.relationships.requestFollow({ followerId: follower.id, followedId: followed.id })
    }
  }
}

it('follows, each the other', async () => {
  become('bad')
  await bothWays(followEachOther)
  await expectAgreement()
  const { follows } = await readSharedState(sides[0].node, sides.flatMap(addressesOf))
  expect(follows.filter((line) => line.includes(' accepted '))).toHaveLength(8)
})

function addressesOf({ node, people }: Side): string[] {
  return people.map(({ username }) => `${node.origin}/users/${username}`)
}

it('posts, checks in, answers, edits and deletes', async () => {
  become('bad')
  await bothWays(async ({ node, people: [one, other] }) => {
    const first = await node.publish(one, 'First')
    await node.publish(other, 'An answer', { replyToId: first.id })
    const edited = await node.publish(one, 'Befoer', { visibility: 'followers' })
    await node.posts.editPost({ authorId: one.id, postId: edited.id, text: 'Before' })
    const deleted = await node.publish(other, 'Not for long')
    await node.posts.deletePost(deleted.id, other.id)
    await checkIn(node, one)
  })
  await expectAgreement()
  const { posts, places } = await readSharedState(sides[0].node, sides.flatMap(addressesOf))
  expect([posts.length, places.length]).toEqual([8, 2])
})

async function checkIn(node: FederationNode, author: Account): Promise<void> {
  const where = { latitude: 48.854149, longitude: 2.332646 }
  const made = await node.places.createVenue({ name: 'Café de Flore', ...where, createdBy: author.id })
  if (!made.ok) throw new Error('The venue was refused.')
  const outcome = await node.drafts.publishDraft({
    authorId: author.id,
    text: 'Flat white',
    visibility: 'public',
    checkin: { placeId: made.place.id, precision: 'venue' },
  })
  if (!outcome.ok) throw new Error(outcome.because)
}

it('likes and boosts, and takes back what is taken back at once', async () => {
  become('good')
  const posts = new Map<Side, Post[]>()
  await bothWays(async (here) => {
    const written: Post[] = []
    for (const text of ['1', '2', '3']) written.push(await here.node.publish(here.people[0], text))
    posts.set(here, written)
  })
  await untilAllIsSaid()
  become('bad')
  await bothWays(async (here, there) => {
    const seen = await Promise.all((posts.get(there) ?? []).map((post) => seenBy(here, post)))
    for (const { id: accountId } of here.people) {
      for (const { id: postId } of seen) {
        await here.node.posts.likePost({ accountId, postId })
        await here.node.posts.boostPost({ boosterId: accountId, postId })
      }
      const { id: postId } = firstOf(seen)
      await here.node.posts.unlikePost({ accountId, postId })
      await here.node.posts.unboostPost(accountId, postId)
      await here.node.posts.likePost({ accountId, postId: seen[1]?.id ?? postId })
    }
    // Once more after all: an earlier end must not undo it.
    const again = { accountId: here.people[1].id, postId: firstOf(seen).id }
    await here.node.posts.likePost(again)
    await here.node.posts.boostPost({ boosterId: again.accountId, postId: again.postId })
  })
  await expectAgreement()
  const { likes, boosts } = await readSharedState(sides[0].node, sides.flatMap(addressesOf))
  expect([likes.length, boosts.length]).toEqual([10, 10])
})

it('votes', async () => {
  become('good')
  const polls = new Map<Side, Post>()
  await bothWays(async (here) => {
    const outcome = await here.node.drafts.publishDraft({
      authorId: here.people[0].id,
      text: 'Where to?',
      visibility: 'public',
      poll: { options: ['out', 'home'], expiresInSeconds: 86_400 },
    })
    if (!outcome.ok) throw new Error(outcome.because)
    polls.set(here, outcome.post)
  })
  await untilAllIsSaid()
  become('bad')
  await bothWays(async (here, there) => {
    const asked = polls.get(there)
    if (!asked) throw new Error('Nothing was asked.')
    const { id: postId } = await seenBy(here, asked)
    for (const [choice, { id: voterId }] of here.people.entries()) {
      expect(await here.node.polls.castVote({ voterId, postId, choices: [choice] })).toMatchObject({
        ok: true,
      })
    }
  })
  await untilAllIsSaid()
  for (const { node } of sides) {
    await node.db.sql`update jobs set run_at = now() where kind = 'tell-poll-counts'`
  }
  await expectAgreement()
  const { tallies } = await readSharedState(sides[0].node, sides.flatMap(addressesOf))
  expect(tallies.map((line) => line.split(' ')[1])).toEqual(['1,1', '1,1'])
})

it('catches up when the other server was down for a while', async () => {
  const [here, there] = sides
  there.network.become('down')
  const { node, people } = here
  const kept = await node.publish(people[0], 'While you were away')
  await node.posts.editPost({ authorId: people[0].id, postId: kept.id, text: 'While you were out' })
  const gone = await node.publish(people[1], 'You will never read this')
  await node.posts.deletePost(gone.id, people[1].id)
  await node.relationships.endFollow({ followerId: people[0].id, followedId: firstOf(there.seenAs).id })
  // Until it has really been tried.
  await vi.waitFor(() => expect(there.network.happened.refused).toBeGreaterThan(3), { timeout: 20_000 })
  there.network.become('bad')
  await expectAgreement()
  expect((await seenBy(there, kept)).content).toBe('<p>While you were out</p>')
})

it('blocks, which ends follows, and lifts a block', async () => {
  become('bad')
  await bothWays(async (here, there) => {
    const blockerId = here.people[1].id
    for (const { id: blockedId } of there.seenAs)
      await here.node.relationships.blockAccount({ blockerId, blockedId })
    await here.node.relationships.unblockAccount({ blockerId, blockedId: firstOf(there.seenAs).id })
  })
  await expectAgreement()
  expect((await readSharedState(sides[0].node, [])).blocks).toHaveLength(2)
})

it('moves house', async () => {
  const [here, there] = sides
  const [old] = there.people
  const [next] = here.people
  become('good')
  await here.node.relationships.requestFollow({
    followerId: here.people[1].id,
    followedId: firstOf(there.seenAs).id,
  })
  await untilAllIsSaid()
  await here.node.federation.migration.addAlias(next.id, `${old.username}@${there.node.host}`)
  become('bad')
  await vi.waitFor(
    async () => {
      const moved = await there.node.federation.migration.moveTo(old.id, `${next.username}@${here.node.host}`)
      expect(moved.kind).toBe('done')
    },
    { timeout: 60_000, interval: 50 },
  )
  await expectAgreement()
  expect((await readSharedState(here.node, [])).moves).toHaveLength(1)
})

it('has been through everything that a network can do', () => {
  for (const { network } of sides) {
    expect(Object.entries(network.happened).filter(([, times]) => times === 0)).toEqual([])
  }
})
