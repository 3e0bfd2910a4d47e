import type { Account } from '#domain/accounts/index.ts'
import { idOf, isSameOrigin, member } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

/**
 * A post, an actor or the consent to a quote is gone, by its owner's word alone (R9): the posts room compares the author, and a post that
 * never came leaves a tombstone of this author's, so that it stays dead (R23).
 */
export const receiveDelete =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'companions' | 'posts' | 'quotes'>) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    if (uri === undefined || !isSameOrigin(uri, activity.actor)) return
    if (uri === activity.actor) await needs.accounts.deleteAccount(actor.id)
    else if (await needs.companions.takeBack(uri, actor.id)) return
    else if (!(await needs.quotes.endApproval(uri, actor.id))) await needs.posts.receiveDelete(uri, actor.id)
  }
