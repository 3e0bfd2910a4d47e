import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { idOf, isJson, isSameOrigin, type Json, member, typeAmong, uri } from '../read-json.ts'
import { selectBlock, selectLike } from './inbox-store.ts'
import { isOlderSibling } from './is-older-sibling.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { subscriptionStyle } from './receive-follow.ts'
import type { RememberActs } from './remember-acts.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'db' | 'origin' | 'posts' | 'relationships' | 'relays'>

const undoable = new Set(['Follow', 'Like', 'EmojiReact', 'Announce', 'Block'])

/**
 * An act is taken back, by who did it alone (R9): every look-up below is within the actor's own acts. One that has
 * not come yet is remembered, so that it will do nothing when it comes.
 */
export const receiveUndo =
  (needs: Needs, acts: RememberActs) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const object = member(activity.json, 'object')
    const id = idOf(object)
    if (id !== undefined && !isSameOrigin(id, activity.actor)) return
    const embedded = isJson(object) ? object : undefined
    // An embedded act of somebody else is not the actor's to take back.
    if (embedded && uri(embedded, 'actor') !== undefined && uri(embedded, 'actor') !== activity.actor) return
    const type = embedded && typeAmong(embedded, undoable)
    if (embedded && !type) return
    if (type === 'Follow' && embedded && subscriptionStyle(needs, embedded)) {
      await needs.relays.endSubscription(activity.actor)
      return
    }
    const undone = await undo(needs, acts, { actor, type, id, target: embedded && targetOf(embedded) })
    if (!undone && id !== undefined) await acts.undoneEarly(activity.actor, id)
  }

interface Undoing {
  readonly actor: Account
  /** Unknown where the act is named by its id alone. */
  readonly type: string | undefined
  readonly id: string | undefined
  /** The id of what the act was upon. */
  readonly target: string | undefined
}

async function undo(needs: Needs, acts: RememberActs, undoing: Undoing): Promise<boolean> {
  switch (undoing.type) {
    case 'Follow':
      return undoFollow(needs, acts, undoing)
    case 'Like':
      return undoLike(needs, undoing)
    case 'EmojiReact':
      // Of several reactions of one account the first is kept: only that one can be taken back.
      return undoLike(needs, undoing, 'exactly')
    case 'Announce':
      return undoAnnounce(needs, undoing)
    case 'Block':
      return undoBlock(needs, undoing)
    default:
      return (
        (await undoFollow(needs, acts, undoing)) ||
        (await undoLike(needs, undoing)) ||
        (await undoBlock(needs, undoing)) ||
        undoAnnounce(needs, undoing)
      )
  }
}

async function undoFollow(
  needs: Needs,
  acts: RememberActs,
  { actor, id, target }: Undoing,
): Promise<boolean> {
  const followed = target?.startsWith(`${needs.origin}/`) ? await needs.accounts.findByUri(target) : undefined
  const follow = followed
    ? await needs.relationships.findFollow(actor.id, followed.id)
    : id === undefined
      ? undefined
      : await needs.relationships.findFollowByUri(id)
  if (follow?.followerId !== actor.id) return false
  if (id !== undefined && follow.uri !== null && follow.uri !== id) {
    // About an earlier follow of the same pair: the present one was asked for after that one had been taken back.
    if (isOlderSibling(id, follow.uri) || (await acts.wasDone(actor.uri ?? '', id))) return false
  }
  return needs.relationships.endFollow({ followerId: actor.id, followedId: follow.followedId })
}

async function undoLike(needs: Needs, { actor, id, target }: Undoing, which?: 'exactly'): Promise<boolean> {
  const { sql } = needs.db
  const post = target === undefined ? undefined : await needs.posts.findPostByUri(target)
  const like = post
    ? await selectLike(sql, { accountId: actor.id, postId: post.id })
    : id !== undefined && (await selectLike(sql, { accountId: actor.id, uri: id }))
  if (!like || (id !== undefined && isOlderSibling(id, like.uri))) return false
  if (which === 'exactly' && id !== undefined && like.uri !== id) return false
  await needs.posts.unlikePost({ accountId: actor.id, postId: like.postId as PostId })
  return true
}

/** A boost is known by its own id; one that has not come leaves a tombstone in the posts room. */
async function undoAnnounce(needs: Needs, { actor, id, target }: Undoing): Promise<boolean> {
  const named = id === undefined ? undefined : await needs.posts.findPostByUri(id)
  if (named && !named.boostOfId) return false
  const boosted = named || target === undefined ? undefined : await needs.posts.findPostByUri(target)
  const boost = named ?? (boosted && (await needs.posts.findBoost(actor.id, boosted.id)))
  if (id !== undefined) await needs.posts.receiveDelete(id, actor.id)
  if (!boost?.boostOfId || (id !== undefined && isOlderSibling(id, boost.uri))) return false
  await needs.posts.unboostPost(actor.id, boost.boostOfId)
  return true
}

async function undoBlock(needs: Needs, { actor, id, target }: Undoing): Promise<boolean> {
  const byTarget = target?.startsWith(`${needs.origin}/`) ? await needs.accounts.findByUri(target) : undefined
  if (!byTarget && id === undefined) return false
  const which = byTarget ? { blockedId: byTarget.id } : { uri: id ?? '' }
  const block = await selectBlock(needs.db.sql, { blockerId: actor.id, ...which })
  if (!block || (id !== undefined && isOlderSibling(id, block.uri))) return false
  return needs.relationships.unblockAccount({ blockerId: actor.id, blockedId: block.blockedId as AccountId })
}

function targetOf(act: Json): string | undefined {
  return idOf(member(act, 'object'))
}
