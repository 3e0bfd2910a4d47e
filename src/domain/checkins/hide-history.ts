import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { selectOwnPostIds } from './checkin-store.ts'
import { hide } from './fade-checkins.ts'
import type { CheckinsNeeds } from './needs.ts'

const batch = 100

/**
 * The panic button: every check-in of an account is its own alone from now on, and other servers are told that they are
 * gone. The latest first, in steps that each hold: a crash leaves the rest for the next press.
 * @returns how many were hidden.
 */
export const hideHistory =
  (needs: CheckinsNeeds, forget: (postId: PostId) => void) =>
  async (accountId: AccountId): Promise<number> => {
    let hidden = 0
    let before: PostId | undefined
    for (;;) {
      const postIds = await selectOwnPostIds(needs.db.sql, accountId, before, batch)
      await needs.db.transact(async (tx) => {
        for (const postId of postIds) {
          await hide(needs, tx, { postId, accountId })
          tx.forget(() => forget(postId))
        }
      })
      hidden += postIds.length
      before = postIds.at(-1)
      if (postIds.length < batch) return hidden
    }
  }
