import { type Account, isLocal } from '#domain/accounts/index.ts'
import { idOf, member } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { parseReaction } from './parse-reaction.ts'

/** A like, or a reaction by emoji, which counts as one. Of posts that are not known here nobody sees the likes. */
export const receiveLike =
  (needs: Pick<ReceiveNeeds, 'posts'>) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    const post = uri === undefined ? undefined : await needs.posts.findPostByUri(uri)
    if (!post) return
    const reaction = parseReaction(activity.json)
    await needs.posts.likePost({ accountId: actor.id, postId: post.id, uri: activity.id, reaction })
  }

/** Somebody elsewhere blocks somebody here. */
export const receiveBlock =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'origin' | 'relationships'>) =>
  async (activity: Activity, blocker: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    // A moderator who shuts somebody out of a community or server (Lemmy) blocks nobody in person.
    const target = idOf(member(activity.json, 'target'))
    if (target !== undefined && target !== activity.actor) return
    const blocked = uri?.startsWith(`${needs.origin}/`) ? await needs.accounts.findByUri(uri) : undefined
    if (!blocked || !isLocal(blocked)) return
    await needs.relationships.blockAccount({
      blockerId: blocker.id,
      blockedId: blocked.id,
      uri: activity.id,
    })
  }
