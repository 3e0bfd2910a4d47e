import { type Account, type AccountId, isLimited, isLocal } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { filterBlocked } from './block-store.ts'
import { followAccepted, followRequested } from './events.ts'
import { forgetFollow } from './find-followed.ts'
import { insertFollows, lockFollows, updateFollows } from './follow-store.ts'
import { type FollowRefusal, mayFollow } from './may-follow.ts'
import type { RelationshipsInside } from './needs.ts'
import type { Pair } from './pair-store.ts'
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
export const requestFollow = (needs: RelationshipsInside) => {
  const requestAll = requestFollows(needs)
  return async (request: FollowRequest): Promise<FollowOutcome> => {
    const [outcome] = await requestAll([request])
    if (!outcome) throw new Error('A request to follow has no outcome.')
    return outcome
  }
}

/** The same for many, in one transaction; of one pair, one after the other. @returns an outcome for each, in order */
export const requestFollows =
  (needs: RelationshipsInside) =>
  async (requests: readonly FollowRequest[]): Promise<FollowOutcome[]> => {
    const ids = requests.flatMap(({ followerId, followedId }) => [followerId, followedId])
    const accounts = await needs.accounts.findAccounts([...new Set(ids)])
    const outcomes = new Map<FollowRequest, FollowOutcome>()
    for (;;) {
      const left = requests.filter((request) => !outcomes.has(request))
      if (left.length === 0) return requests.map((request) => outcomes.get(request) ?? gone)
      const now = [...new Map(left.toReversed().map((request) => [keyOf(request), request])).values()]
      const asked = now.flatMap((request): Asked[] => {
        const follower = accounts.get(request.followerId)
        const followed = accounts.get(request.followedId)
        if (!follower || !followed) outcomes.set(request, gone)
        return follower && followed ? [{ request, follower, followed }] : []
      })
      if (asked.length === 0) continue
      for (const [request, outcome] of await needs.db.transact((tx) => decide(needs, tx, asked)))
        outcomes.set(request, outcome)
    }
  }

interface Asked {
  readonly request: FollowRequest
  readonly follower: Account
  readonly followed: Account
}

const gone = { kind: 'refused', because: 'gone' } as const

async function decide(
  needs: RelationshipsInside,
  tx: Transaction,
  asked: readonly Asked[],
): Promise<Map<FollowRequest, FollowOutcome>> {
  const pairs = asked.map(({ request }) => request)
  const before = await lockFollows(tx.sql, pairs)
  const known = new Map(before.map((follow) => [keyOf(follow), follow]))
  const blocked = await filterBlocked(tx.sql, pairs)
  const outcomes = new Map<FollowRequest, FollowOutcome>()
  const allowed = asked.filter(({ request, follower, followed }) => {
    const may = mayFollow(follower, followed, blocked.has(keyOf(request)))
    if (!may.ok) outcomes.set(request, { kind: 'refused', because: may.because })
    return may.ok
  })
  const isKnown = ({ request }: Asked) => known.has(keyOf(request))
  const inserted = await ask(
    needs,
    tx,
    allowed.filter((one) => !isKnown(one)),
  )
  const missed = allowed.filter((one) => !isKnown(one) && !inserted.has(keyOf(one.request)))
  for (const follow of await lockFollows(
    tx.sql,
    missed.map(({ request }) => request),
  ))
    known.set(keyOf(follow), follow)
  const again = await askAgain(needs, tx, known, allowed.filter(isKnown))
  for (const { request } of allowed) {
    const follow = inserted.get(keyOf(request)) ?? again.get(keyOf(request))
    if (!follow) throw new Error('A follow vanished while it was asked for.')
    outcomes.set(request, { kind: follow.state, follow })
  }
  return outcomes
}

async function ask(
  needs: RelationshipsInside,
  tx: Transaction,
  asked: readonly Asked[],
): Promise<Map<string, Follow>> {
  const inserted = await insertFollows(
    tx.sql,
    asked.map(({ request, follower, followed }) => ({
      id: needs.ids.next<FollowId>(),
      followerId: follower.id,
      followedId: followed.id,
      // Whom moderators have limited is let in by those followed alone, as on Mastodon.
      state: isLocal(followed) && !followed.locked && !isLimited(follower) ? 'accepted' : 'requested',
      followerLocal: isLocal(follower),
      showBoosts: request.showBoosts ?? true,
      notify: request.notify ?? false,
      languages: languagesOf(request),
      uri: request.uri ?? null,
    })),
  )
  const [accepted, requested] = [inserted.filter(isAccepted), inserted.filter((one) => !isAccepted(one))]
  await announceAccepted(needs, tx, accepted, { wasRequested: false })
  await needs.announce(tx, followRequested, requested.map(factOf))
  return new Map(inserted.map((follow) => [keyOf(follow), follow]))
}

async function askAgain(
  needs: RelationshipsInside,
  tx: Transaction,
  known: ReadonlyMap<string, Follow>,
  asked: readonly Asked[],
): Promise<Map<string, Follow>> {
  const changed = asked.flatMap(({ request }) => {
    const before = known.get(keyOf(request))
    if (!before) return []
    const follow: Follow = {
      ...before,
      showBoosts: request.showBoosts ?? before.showBoosts,
      notify: request.notify ?? before.notify,
      languages: request.languages ? languagesOf(request) : before.languages,
      uri: request.uri ?? before.uri,
    }
    return [{ request, follow }]
  })
  await updateFollows(
    tx.sql,
    changed.map(({ follow }) => follow),
  )
  const missedOurAnswer = changed.filter(
    ({ request, follow }) => request.uri !== undefined && isAccepted(follow),
  )
  await needs.announce(
    tx,
    followAccepted,
    missedOurAnswer.map(({ follow }) => acceptedFact(follow, true)),
  )
  return new Map(changed.map(({ follow }) => [keyOf(follow), follow]))
}

function isAccepted({ state }: Follow): boolean {
  return state === 'accepted'
}

function keyOf({ followerId, followedId }: Pair): string {
  return `${followerId}:${followedId}`
}

function languagesOf({ languages }: FollowRequest): readonly string[] | null {
  return languages && languages.length > 0 ? languages : null
}

/** Announces and counts follows that have just become true. */
export async function announceAccepted(
  needs: RelationshipsInside,
  tx: Transaction,
  follows: readonly Follow[],
  { wasRequested }: { wasRequested: boolean },
): Promise<void> {
  if (follows.length === 0) return
  for (const follow of follows) forgetFollow(needs, tx, follow)
  await needs.accounts.addToCounters(
    tx,
    follows.flatMap(({ followerId, followedId }) => [
      { accountId: followerId, following: 1 },
      { accountId: followedId, followers: 1 },
    ]),
  )
  await needs.announce(
    tx,
    followAccepted,
    follows.map((follow) => acceptedFact(follow, wasRequested)),
  )
}

function acceptedFact(follow: Follow, wasRequested: boolean) {
  const fact = factOf(follow)
  return { ...fact, data: { ...fact.data, wasRequested } }
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
