import { type AccountId, isLimited } from '#domain/accounts/index.ts'
import type { PostsInside } from './needs.ts'

/**
 * Among authors, those that moderators have limited, by themselves or with their domain, and whom the viewer neither is
 * nor follows: threads, searches and trends leave their posts out. No query but for such authors.
 */
export async function findLimited(
  needs: Pick<PostsInside, 'accounts' | 'relationships'>,
  viewerId: AccountId | undefined,
  authorIds: readonly AccountId[],
): Promise<ReadonlySet<AccountId>> {
  const authors = await needs.accounts.findAccounts([...new Set(authorIds)])
  const limited = [...authors.values()].filter((author) => isLimited(author) && author.id !== viewerId)
  const ids = limited.map((author) => author.id)
  if (viewerId === undefined || ids.length === 0) return new Set(ids)
  const followed = await needs.relationships.filterFollowed(viewerId, ids)
  return new Set(ids.filter((id) => !followed.has(id)))
}
