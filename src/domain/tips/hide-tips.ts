import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { TipsNeeds } from './needs.ts'
import { listAccountTips } from './tip-store.ts'

const batch = 100

/**
 * Leaves every tip of an account to itself, and has other servers told that they are gone; in steps that each hold.
 * @returns how many others could see before
 */
export const hideTips =
  (needs: TipsNeeds) =>
  async (accountId: AccountId): Promise<number> => {
    let hidden = 0
    let maxId: PostId | undefined
    for (;;) {
      const postIds = await listAccountTips(needs.db.sql, accountId, { limit: batch, maxId })
      await needs.db.transact(async (tx) => {
        for (const postId of postIds) if (await needs.posts.hidePost(tx, postId, accountId)) hidden += 1
      })
      maxId = postIds.at(-1)
      if (postIds.length < batch) return hidden
    }
  }
