import { type AccountId, accountDeleted, isActive, isLimited } from '#domain/accounts/index.ts'
import { postPublished } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { featureTag } from './feature-tag.ts'
import { followTag, unfollowTag } from './follow-tag.ts'
import type { TagsNeeds } from './needs.ts'
import type { FeaturedTag, FeaturedTagId, FollowedTag, TagDay, TagStanding } from './tag.ts'
import { addUses, deleteOldDays, selectDays } from './tag-day-store.ts'
import {
  deleteAllOf,
  deleteFeaturedTag,
  selectFeaturedTags,
  selectFollowedTags,
  selectOwnTags,
  selectStandings,
  selectUses,
} from './tag-store.ts'

export { tagUnfollowed } from './events.ts'
export {
  type FeaturedTag,
  type FeaturedTagId,
  type FollowedTag,
  maxFeaturedTags,
  type TagDay,
  type TagStanding,
  tagIdOf,
} from './tag.ts'

export interface Tags {
  followTag: ReturnType<typeof followTag>
  unfollowTag: ReturnType<typeof unfollowTag>
  /** The latest followed first. */
  listFollowed(accountId: AccountId, page: Page): Promise<FollowedTag[]>
  /** What tags are to an account: one query. Tags in lower case. */
  findStandings(accountId: AccountId, tags: readonly string[]): Promise<ReadonlyMap<string, TagStanding>>
  featureTag: ReturnType<typeof featureTag>
  /** @returns false when the account features no such tag. */
  unfeatureTag(accountId: AccountId, by: { id: FeaturedTagId } | { tag: string }): Promise<boolean>
  listFeatured(accountId: AccountId): Promise<FeaturedTag[]>
  /** Tags that the account uses much and does not feature. */
  suggestFeatured(accountId: AccountId): Promise<{ tag: string; display: string }[]>
  /** Each tag's last seven days, today first, days without use included. */
  findHistories(tags: readonly string[]): Promise<ReadonlyMap<string, readonly TagDay[]>>
  /** Forgets days that nobody asks for any more. */
  prune(): Promise<void>
  readonly reactions: readonly Reaction[]
}

const dayMs = 86_400_000
const historyDays = 7
const keptDays = 31

export function defineTags(needs: TagsNeeds): Tags {
  const { sql } = needs.db
  const dayBefore = (days: number) => new Date(needs.clock.now() - days * dayMs).toISOString().slice(0, 10)
  return {
    followTag: followTag(needs),
    unfollowTag: unfollowTag(needs),
    listFollowed: (accountId, page) => selectFollowedTags(sql, accountId, page),
    async findStandings(accountId, tags) {
      if (tags.length === 0) return new Map()
      return new Map((await selectStandings(sql, accountId, tags)).map((row) => [row.tag, row]))
    },
    featureTag: featureTag(needs),
    unfeatureTag: (accountId, by) => deleteFeaturedTag(sql, accountId, by),
    listFeatured: (accountId) => selectFeaturedTags(sql, accountId),
    suggestFeatured: (accountId) => selectOwnTags(sql, accountId, 10),
    async findHistories(tags) {
      const found = await selectDays(sql, tags, dayBefore(historyDays - 1))
      const known = new Map(found.map((row) => [`${row.tag} ${row.day}`, row]))
      const days = Array.from({ length: historyDays }, (_none, ago) => dayBefore(ago))
      const historyOf = (tag: string) =>
        days.map((day) => known.get(`${tag} ${day}`) ?? { day, uses: 0, accounts: 0 })
      return new Map(tags.map((tag) => [tag, historyOf(tag)]))
    },
    prune: () => deleteOldDays(sql, dayBefore(keptDays)),
    reactions: [
      on(postPublished, async (events, tx) => {
        const ids = events.filter(({ data }) => !data.boostOfId).map(({ data }) => data.postId)
        const uses = ids.length > 0 ? await selectUses(tx.sql, ids) : []
        // What limited authors write makes no tag popular.
        const authors = await needs.accounts.findAccounts([...new Set(uses.map((use) => use.accountId))])
        const counted = uses.filter(({ accountId }) => {
          const author = authors.get(accountId)
          return author !== undefined && isActive(author) && !isLimited(author)
        })
        await addUses(tx.sql, counted)
      }),
      on(accountDeleted, async (events, tx) => {
        for (const { data } of events) await deleteAllOf(tx.sql, data.accountId)
      }),
    ],
  }
}
