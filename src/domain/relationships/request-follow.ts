import { type Account, type AccountId, isLimited, isLocal } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { isBlockedEitherWay } from './block-store.ts'
import { followAccepted, followRequested } from './events.ts'
import { forgetFollow } from './find-followed.ts'
import { insertFollow, lockFollow, updateFollow } from './follow-store.ts'
import { type FollowRefusal, mayFollow } from './may-follow.ts'
import type { RelationshipsInside } from './needs.ts'
import type { Follow, FollowId } from './relationship.ts'

export interface FollowRequest {
  readonly followerId: AccountId
  readonly followedId: AccountId
  readonly showBoosts?: boolean | undefined
  readonly notify?: boolean | undefined
  /** Posts of these languages only; empty: of all. */
  readonly languages?: readonly string[] | undefined
  /** The Follow activity's id, when it came from another server. */
  readonly uri?: string | undefined
}

export type FollowOutcome =
  | { readonly kind: 'accepted' | 'requested'; readonly follow: Follow }
  | { readonly kind: 'refused'; readonly because: FollowRefusal }

/**
 * Asks to follow. A local account that needs no approval accepts at once; a remote one is asked by its own server
 * (R14: pending until that server accepts). Asking again changes what the follower wants to see, and says again
 * what is already so, because a remote server that asks twice has missed our answer.
 */
export const requestFollow =
  (needs: RelationshipsInside) =>
  async (request: FollowRequest): Promise<FollowOutcome> => {
    const accounts = await needs.accounts.findAccounts([request.followerId, request.followedId])
    const follower = accounts.get(request.followerId)
    const followed = accounts.get(request.followedId)
    if (!follower || !followed) return { kind: 'refused', because: 'gone' }
    return needs.db.transact(async (tx) => {
      const known = await lockFollow(tx.sql, follower.id, followed.id)
      const may = mayFollow(follower, followed, await isBlockedEitherWay(tx.sql, follower.id, followed.id))
      if (!may.ok) return { kind: 'refused', because: may.because }
      return known ? askAgain(needs, tx, known, request) : ask(needs, tx, { follower, followed, request })
    })
  }

async function ask(
  needs: RelationshipsInside,
  tx: Transaction,
  { follower, followed, request }: { follower: Account; followed: Account; request: FollowRequest },
): Promise<FollowOutcome> {
  // Whom moderators have limited is let in by those followed alone, as on Mastodon.
  const isOpen = !followed.locked && !isLimited(follower)
  const state = isLocal(followed) && isOpen ? 'accepted' : 'requested'
  const follow = await insertFollow(tx.sql, {
    id: needs.ids.next<FollowId>(),
    followerId: follower.id,
    followedId: followed.id,
    state,
    followerLocal: isLocal(follower),
    showBoosts: request.showBoosts ?? true,
    notify: request.notify ?? false,
    languages: languagesOf(request),
    uri: request.uri ?? null,
  })
  if (!follow) {
    const known = await lockFollow(tx.sql, follower.id, followed.id)
    if (!known) throw new Error('A follow vanished while it was asked for.')
    return askAgain(needs, tx, known, request)
  }
  if (state === 'accepted') await announceAccepted(needs, tx, follow, false)
  else await needs.announce(tx, followRequested, factOf(follow))
  return { kind: state, follow }
}

async function askAgain(
  needs: RelationshipsInside,
  tx: Transaction,
  known: Follow,
  request: FollowRequest,
): Promise<FollowOutcome> {
  const follow: Follow = {
    ...known,
    showBoosts: request.showBoosts ?? known.showBoosts,
    notify: request.notify ?? known.notify,
    languages: request.languages ? languagesOf(request) : known.languages,
    uri: request.uri ?? known.uri,
  }
  await updateFollow(tx.sql, follow)
  if (request.uri !== undefined && follow.state === 'accepted') {
    await needs.announce(tx, followAccepted, {
      ...factOf(follow),
      data: { ...factOf(follow).data, wasRequested: true },
    })
  }
  return { kind: follow.state, follow }
}

function languagesOf({ languages }: FollowRequest): readonly string[] | null {
  return languages && languages.length > 0 ? languages : null
}

/** Announces and counts a follow that has just become true. */
export async function announceAccepted(
  needs: RelationshipsInside,
  tx: Transaction,
  follow: Follow,
  wasRequested: boolean,
): Promise<void> {
  forgetFollow(needs, tx, follow)
  await needs.accounts.addToCounters(tx, [
    { accountId: follow.followerId, following: 1 },
    { accountId: follow.followedId, followers: 1 },
  ])
  const fact = factOf(follow)
  await needs.announce(tx, followAccepted, { ...fact, data: { ...fact.data, wasRequested } })
}

export function factOf(follow: Follow) {
  return {
    subject: `follow:${follow.followerId}:${follow.followedId}`,
    data: {
      followerId: follow.followerId,
      followedId: follow.followedId,
      followId: follow.id,
      uri: follow.uri,
    },
  }
}
