import type { Account } from '#domain/accounts/index.ts'
import { idOf, isSameOrigin, member, uri } from '../read-json.ts'
import { startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'posts'>

/**
 * A post becomes one of those that its author's profile shows first, or no longer is: by the owner of the collection
 * alone (R9), and only the author's own. Other collections are none of ours.
 */
export const receivePin =
  (needs: Needs, take: TakePost, type: 'Add' | 'Remove') =>
  async (activity: Activity, author: Account): Promise<void> => {
    const target = uri(activity.json, 'target')
    const postUri = idOf(member(activity.json, 'object'))
    if (author.featuredUrl === null || target !== author.featuredUrl || postUri === undefined) return
    if (!isSameOrigin(postUri, activity.actor)) return
    if (type === 'Remove') {
      const known = await needs.posts.findPostByUri(postUri)
      if (known) await needs.posts.unpinPost(author.id, known.id)
      return
    }
    const post = await take.byUri(postUri, startBudget())
    if (post?.accountId === author.id) await needs.posts.pinPost(author.id, post.id)
  }
