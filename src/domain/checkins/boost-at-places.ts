import { isActive } from '#domain/accounts/index.ts'
import { postPublished } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { selectByPosts } from './checkin-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { namesOf } from './place-accounts.ts'

/** Public check-ins are boosted by the accounts of where they are, as far as anybody ever followed those. */
export const boostAtPlaces = (needs: CheckinsNeeds): Reaction =>
  on(postPublished, async (events, tx) => {
    const published = events
      .filter(({ data }) => data.visibility === 'public' && data.boostOfId === null)
      .map(({ data }) => data.postId)
    if (published.length === 0) return
    const checkins = await selectByPosts(tx.sql, published)
    const accounts = await needs.accounts.findLocalByNames(checkins.flatMap(namesOf))
    if (accounts.size === 0) return
    for (const checkin of checkins) {
      for (const name of namesOf(checkin)) {
        const account = accounts.get(name)
        if (account && isActive(account)) {
          await needs.posts.boostPost({ boosterId: account.id, postId: checkin.postId, visibility: 'public' })
        }
      }
    }
  })
