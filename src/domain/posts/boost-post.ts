import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { deleteIn } from './delete-post.ts'
import { postPublished } from './events.ts'
import { factOf } from './fact-of.ts'
import { forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import { mayBoost } from './may-see.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { addBoosts, insertPosts, selectBoosts, selectTombstones } from './post-batch-store.ts'
import { lockPost, lockPosts, selectBoost } from './post-store.ts'
import { tombstoneKey } from './tombstone-key.ts'

export interface Boost {
  readonly boosterId: AccountId
  readonly postId: PostId
  readonly visibility?: 'public' | 'unlisted' | 'followers' | undefined
  /** The Announce's id and time, when it came from another server. */
  readonly uri?: string | undefined
  readonly at?: Date | undefined
}

export type BoostOutcome =
  | { readonly ok: true; readonly boost: Post }
  | { readonly ok: false; readonly because: 'not_found' | 'not_public' }

/** Boosts a post, once: a second time gives the first boost. */
export const boostPost = (needs: PostsInside) => {
  const boostAll = boostPosts(needs)
  return async (request: Boost): Promise<BoostOutcome> => {
    const [outcome] = await boostAll([request])
    if (!outcome) throw new Error('A boost has no outcome.')
    return outcome
  }
}

/** The same for many, in one transaction. @returns an outcome for each, in order */
export const boostPosts =
  (needs: PostsInside) =>
  async (requests: readonly Boost[]): Promise<BoostOutcome[]> => {
    const targets = await Promise.all(requests.map((request) => findTarget(needs, request)))
    const wanted = requests.flatMap((request, at) => {
      const target = targets[at]
      return target?.ok ? [{ request, target: target.post }] : []
    })
    const outcomes = new Map<string, BoostOutcome>()
    for (let attempt = 0; ; attempt++) {
      const left = wanted.filter((one) => !outcomes.has(pairOf(one)))
      for (const boost of await selectBoosts(needs.db.sql, left.map(toPair)))
        outcomes.set(`${boost.accountId}:${boost.boostOfId}`, { ok: true, boost })
      const open = new Map(left.filter((one) => !outcomes.has(pairOf(one))).map((one) => [pairOf(one), one]))
      if (open.size === 0) break
      // Another delivery of the same boost won, or an id of the same instant: look again.
      if (attempt > 5) throw new Error('A boost can neither be inserted nor found.')
      const boosts = [...open.values()].map(({ request, target }) => toBoost(needs, target, request))
      for (const [pair, outcome] of await needs.db.transact((tx) => write(needs, tx, boosts)))
        outcomes.set(pair, outcome)
    }
    return requests.map((request, at) => {
      const target = targets[at]
      if (!target?.ok) return target ?? notFound
      return outcomes.get(pairOf({ request, target: target.post })) ?? notFound
    })
  }

const notFound = { ok: false, because: 'not_found' } as const

interface Wanted {
  readonly request: Boost
  readonly target: Post
}

const toPair = ({ request, target }: Wanted) => ({ accountId: request.boosterId, boostOfId: target.id })
const pairOf = ({ request, target }: Wanted) => `${request.boosterId}:${target.id}`

/** What is to be boosted: a boost stands for what it boosts. */
async function findTarget(needs: PostsInside, { boosterId, postId }: Boost) {
  const seen = await findVisible(needs, boosterId, postId)
  const post = seen?.boostOfId ? await findVisible(needs, boosterId, seen.boostOfId) : seen
  if (!post) return notFound
  return mayBoost(post, boosterId)
    ? ({ ok: true, post } as const)
    : ({ ok: false, because: 'not_public' } as const)
}

/** @returns what became of each by its pair; those that somebody else was quicker with are left out */
async function write(
  needs: PostsInside,
  tx: Transaction,
  boosts: readonly Post[],
): Promise<Map<string, BoostOutcome>> {
  const keyOf = ({ uri, accountId }: Post) => (uri === null ? undefined : tombstoneKey(uri, accountId))
  // The undo may have arrived before the boost.
  const buried = await selectTombstones(
    tx.sql,
    boosts.flatMap((boost) => keyOf(boost) ?? []),
  )
  const there = await lockPosts(
    tx.sql,
    boosts.flatMap((boost) => boost.boostOfId ?? []),
  )
  const isLost = (boost: Post) =>
    buried.has(keyOf(boost)?.toString('hex') ?? '') || !boost.boostOfId || !there.has(boost.boostOfId)
  const isInserted = await insertPosts(
    tx.sql,
    boosts
      .filter((boost) => !isLost(boost))
      .map((boost) => ({ ...boost, hasMedia: false, idempotencyKey: null })),
  )
  const fresh = boosts.filter(isInserted)
  const boosted = fresh.flatMap((boost) => boost.boostOfId ?? [])
  for (const { accountId, boostOfId } of fresh) if (boostOfId) forgetMark(needs, tx, accountId, boostOfId)
  await addBoosts(tx.sql, boosted)
  tx.forget(() => boosted.forEach(needs.counters.forget))
  for (const boost of fresh) if (boost.local) await needs.showAuthor(tx, boost)
  await needs.announce(tx, postPublished, fresh.map(factOf))
  const outcomes = [
    ...boosts.filter(isLost).map((boost) => [boost, notFound] as const),
    ...fresh.map((boost) => [boost, { ok: true, boost } as const] as const),
  ]
  return new Map<string, BoostOutcome>(
    outcomes.map(([boost, outcome]) => [`${boost.accountId}:${boost.boostOfId}`, outcome]),
  )
}

function toBoost(needs: PostsInside, target: Post, request: Boost): Post {
  const narrow = target.visibility === 'followers' ? 'followers' : undefined
  return {
    id: needs.ids.next<PostId>(),
    accountId: request.boosterId,
    uri: request.uri ?? null,
    url: null,
    local: request.uri === undefined,
    visibility: narrow ?? request.visibility ?? 'public',
    boostOfId: target.id,
    replyToId: null,
    replyToAccountId: null,
    threadId: null,
    source: null,
    content: '',
    footer: '',
    contentWarning: '',
    sensitive: false,
    language: null,
    appId: null,
    quotePolicy: 0,
    createdAt: request.at ?? new Date(needs.clock.now()),
    editedAt: null,
    refreshedAt: null,
  }
}

/** Takes a boost back. @returns the boosted post's id, or undefined when there was no boost. */
export const unboostPost =
  (needs: PostsInside) =>
  async (boosterId: AccountId, postId: PostId): Promise<PostId | undefined> =>
    needs.db.transact(async (tx) => {
      const found = await selectBoost(tx.sql, boosterId, postId)
      const boost = found && (await lockPost(tx.sql, found.id))
      if (!boost) return undefined
      await deleteIn(needs, tx, boost)
      return postId
    })
