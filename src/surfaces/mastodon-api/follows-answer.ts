import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { type AccountId, isOfPlace } from '#domain/accounts/index.ts'
import type { Follow, Relationships } from '#domain/relationships/index.ts'
import { edgesOf, listAnswer } from './link-header.ts'
import { type pageQuery, toPage } from './parameters.ts'
import type { PresentedAccount, presentAccounts } from './present/present-account.ts'

export interface FollowsNeeds {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listFollows'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

/** Suspended accounts are nobody to be found, by themselves or with their domain. */
export function shownOf(account: PresentedAccount | undefined): PresentedAccount[] {
  return account && !account.suspended ? [account] : []
}

/**
 * One side of an account's follows, as accounts: followers, those followed, those who ask. Which places and
 * neighbourhoods somebody follows is theirs alone to see: it tells where they live.
 */
export async function followsAnswer(
  needs: FollowsNeeds,
  side: { of: 'followers' | 'following'; accountId: AccountId; state: Follow['state'] },
  {
    query,
    request,
    me,
  }: { query: Static<typeof pageQuery>; request: FastifyRequest; me?: AccountId | undefined },
) {
  const page = toPage(query, { default: 40, max: 80 })
  const follows = await needs.relationships.listFollows(side, page)
  const other = (follow: Follow) => (side.of === 'followers' ? follow.followerId : follow.followedId)
  const accounts = await needs.presentAccounts(follows.map(other))
  const isOwn = side.of === 'followers' || side.accountId === me
  const list = follows
    .flatMap((follow) => shownOf(accounts.get(other(follow))))
    .filter(({ bot, username }) => isOwn || !isOfPlace({ kind: bot ? 'service' : 'person', username }))
  return listAnswer(needs.origin, request, list, edgesOf(follows, page.limit))
}
