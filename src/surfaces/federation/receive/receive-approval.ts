import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { idOf, isSameOrigin, type Json, member, typeAmong, uri } from '../read-json.ts'
import { startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

type Needs = Pick<ReceiveNeeds, 'fetching' | 'origin' | 'posts'>
type Act = (activity: Activity, actor: Account) => Promise<void>

/**
 * The author of a post elsewhere agrees to an answer or a boost of somebody here (GoToSocial's interaction policies): the
 * Accept names what it is about, and as `result` the approval, which third servers will ask for; without one (GoToSocial 0.20,
 * where nobody asked by a request) it is that itself. It counts when it is found there, says the same, and is of the one who
 * answers. Any other answer goes on to `other`.
 */
export const receiveApproval =
  (needs: Needs, other: Act): Act =>
  async (activity, author) => {
    const about = idOf(member(activity.json, 'object'))
    if (about === undefined || !about.startsWith(`${needs.origin}/posts/`)) return other(activity, author)
    const approvalUri = idOf(member(activity.json, 'result')) ?? activity.id
    if (approvalUri === undefined || !isSameOrigin(approvalUri, activity.actor)) return
    const post = await needs.posts.findPostByUri(about.replace(/\/activity$/, ''))
    if (!post?.local || about !== interactionOf(needs, post)) return
    const { signal } = startBudget()
    const fetched = await needs.fetching.fetchDocument(approvalUri, signal)
    if (fetched.kind !== 'document' || fetched.uri !== approvalUri) return
    const types = post.boostOfId === null ? answerApprovals : boostApprovals
    if (!isApproval(fetched.json, { types, by: activity.actor, about })) return
    await needs.posts.takeApproval({ postId: post.id, by: author.id, uri: approvalUri })
  }

// As GoToSocial's documentation has it (until 0.20), and as it gives it out (0.20).
const accepts = new Set(['Accept'])
const answerApprovals = new Set(['ReplyApproval', 'ReplyAuthorization'])
const boostApprovals = new Set(['AnnounceApproval', 'AnnounceAuthorization'])

/** What an author is asked about: an answer by its own id, a boost by its activity's. */
function interactionOf({ origin }: Needs, { id, boostOfId }: Post): string {
  return boostOfId === null ? `${origin}/posts/${id}` : `${origin}/posts/${id}/activity`
}

function isApproval(
  json: Json,
  { types, by, about }: { types: ReadonlySet<string>; by: string; about: string },
): boolean {
  const isAccept = typeAmong(json, accepts) !== undefined
  return (
    (isAccept || typeAmong(json, types) !== undefined) &&
    uri(json, isAccept ? 'actor' : 'attributedTo') === by &&
    (idOf(member(json, 'interactingObject')) ?? idOf(member(json, 'object'))) === about
  )
}
