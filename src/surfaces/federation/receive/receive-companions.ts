import { type Account, isLocal } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { idOf, ids, isJson, isSameOrigin, type Json, member, uri } from '../read-json.ts'
import { startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'companions' | 'origin' | 'posts'>
type Act = (activity: Activity, actor: Account, attempt: number) => Promise<void>

/**
 * A Note that asks somebody here whether a check-in of its author may name them. It is a question and becomes no post.
 * @returns whether the object is one
 */
export async function receiveCompanionAsk(
  needs: Needs,
  take: TakePost,
  { object, actor, author }: { object: Json; actor: string; author: Account },
): Promise<boolean> {
  const checkinUri = uri(object, 'companionOf')
  if (checkinUri === undefined) return false
  const askUri = idOf(member(object, 'id'))
  const [companionUri, ...others] = ids(object, 'to', 2)
  const isOwn = [askUri, checkinUri].every((one) => one !== undefined && isSameOrigin(one, actor))
  if (!isOwn || askUri === undefined || uri(object, 'attributedTo') !== actor || others.length > 0)
    return true
  const companion = companionUri?.startsWith(`${needs.origin}/`)
    ? await needs.accounts.findByUri(companionUri)
    : undefined
  if (!companion || !isLocal(companion)) return true
  const known = await needs.posts.findPostByUri(checkinUri)
  const post = known ?? (await take.byUri(checkinUri, startBudget()))
  if (post)
    await needs.companions.ask({
      postId: post.id,
      authorId: author.id,
      companionId: companion.id,
      uri: askUri,
    })
  return true
}

/** The answer of somebody elsewhere to a question of this server; whatever else goes on to `other`. */
export const answerAsk =
  (needs: Needs, answer: 'yes' | 'no', other: Act): Act =>
  async (activity, actor, attempt) => {
    const ask = parseAskId(needs.origin, idOf(member(activity.json, 'object')))
    if (!ask) return other(activity, actor, attempt)
    // Only who was asked can answer (R9).
    if (ask.companionId === actor.id) await needs.companions.answer(ask.postId, actor.id, answer === 'yes')
  }

/** A yes that was said by a Like is taken back with it. */
export const undoAnswer =
  (needs: Needs, other: Act): Act =>
  async (activity, actor, attempt) => {
    const undone = member(activity.json, 'object')
    const ask = isJson(undone) ? parseAskId(needs.origin, idOf(member(undone, 'object'))) : undefined
    if (!ask) return other(activity, actor, attempt)
    if (ask.companionId === actor.id) await needs.companions.answer(ask.postId, actor.id, false)
  }

/** Takes `<origin>/posts/1/companions/2` apart. */
function parseAskId(
  origin: string,
  id: string | undefined,
): { postId: PostId; companionId: string } | undefined {
  const start = `${origin}/posts/`
  if (!id?.startsWith(start)) return undefined
  const [, post, companionId] = /^(\d{1,19})\/companions\/(\d{1,19})$/.exec(id.slice(start.length)) ?? []
  const postId = parseId<PostId>(post)
  return postId !== undefined && companionId !== undefined ? { postId, companionId } : undefined
}
