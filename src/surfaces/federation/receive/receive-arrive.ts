import type { Account } from '#domain/accounts/index.ts'
import { idOf, isSameOrigin, type Json, localText, member, originOf } from '../read-json.ts'
import { startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { parseLocation } from './parse-location.ts'
import { parsePost } from './parse-post.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'origin' | 'posts'>

/**
 * Somebody arrived somewhere. Where a Note tells the same (`result`, another Cairn), that Note is taken, so that both
 * give one post; else the activity itself is the post (SWF check-in). Without a place that has a name and coordinates
 * it is dropped: virtual worlds use Arrive for presence (Immers Space).
 */
export const receiveArrive =
  (needs: Needs, take: TakePost) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const { json } = activity
    const budget = startBudget()
    const note = idOf(member(json, 'result'))
    if (note !== undefined) {
      if (isSameOrigin(note, activity.actor) && originOf(note) !== needs.origin)
        await take.byUri(note, budget)
      return
    }
    if (activity.id === undefined || (await needs.posts.findPostByUri(activity.id))) return
    if (!parseLocation(json, { authorUri: activity.actor, ownOrigin: needs.origin })) return
    const post = parsePost(asNote(json, activity), activity.actor)
    if (post) await take.publish(post, actor, budget)
  }

/** On an activity the summary is what is shown; on a Note it would be a warning. */
function asNote(json: Json, { id, actor }: Activity): Json {
  const content = localText(json, 'content', 10_000).text ?? localText(json, 'summary', 10_000).text ?? ''
  const { summary: _summary, summaryMap: _map, ...rest } = json
  return { ...rest, id, type: 'Note', attributedTo: actor, content, inReplyTo: null }
}
