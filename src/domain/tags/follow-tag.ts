import type { AccountId } from '#domain/accounts/index.ts'
import { normaliseTag } from '#domain/posts/index.ts'
import { tagUnfollowed } from './events.ts'
import type { TagsNeeds } from './needs.ts'
import { maxFollowedTags } from './tag.ts'
import { countFollowedTags, deleteFollowedTag, insertFollowedTag } from './tag-store.ts'

/** From now on, public posts with the tag come into the home of the account. @returns false at the limit. */
export const followTag =
  (needs: TagsNeeds) =>
  async (accountId: AccountId, name: string): Promise<boolean> => {
    const { sql } = needs.db
    if ((await countFollowedTags(sql, accountId)) >= maxFollowedTags) return false
    await insertFollowedTag(sql, accountId, { id: needs.ids.next(), tag: normaliseTag(name), display: name })
    return true
  }

/** What came by the tag alone leaves home. */
export const unfollowTag =
  (needs: TagsNeeds) =>
  async (accountId: AccountId, name: string): Promise<void> => {
    const tag = normaliseTag(name)
    await needs.db.transact(async (tx) => {
      if (!(await deleteFollowedTag(tx.sql, accountId, tag))) return
      await needs.announce(tx, tagUnfollowed, {
        subject: `tag:${accountId}:${tag}`,
        data: { accountId, tag },
      })
    })
  }
