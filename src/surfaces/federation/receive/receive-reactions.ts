import { type Account, isLocal } from '#domain/accounts/index.ts'
import { date, idOf, ids, member } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { startBudget, type TakePost } from './take-post.ts'
import { visibilityOf } from './visibility-of.ts'

/** A like, or a reaction by emoji, which counts as one. Of posts that are not known here nobody sees the likes. */
export const receiveLike =
  (needs: Pick<ReceiveNeeds, 'posts'>) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    const post = uri === undefined ? undefined : await needs.posts.findPostByUri(uri)
    if (post) await needs.posts.likePost({ accountId: actor.id, postId: post.id, uri: activity.id })
  }

const maxAddressees = 500

/** A boost. What is boosted is believed from its own address alone, never from what the Announce embeds (R6). */
export const receiveAnnounce =
  (needs: Pick<ReceiveNeeds, 'clock' | 'posts'>, take: TakePost) =>
  async (activity: Activity, booster: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    if (uri === undefined || activity.id === undefined) return
    const post = await take.byUri(uri, startBudget())
    if (!post) return
    const to = ids(activity.json, 'to', maxAddressees)
    const cc = ids(activity.json, 'cc', maxAddressees)
    const visibility = visibilityOf({ to, cc }, booster.followersUrl)
    // A boost for named people only (Lemmy, Friendica) is no boost that a timeline could show.
    if (visibility === 'direct') return
    const now = new Date(needs.clock.now())
    const at = date(activity.json, 'published') ?? now
    await needs.posts.boostPost({
      boosterId: booster.id,
      postId: post.id,
      visibility,
      uri: activity.id,
      at: at > now ? now : at,
    })
  }

/** Somebody elsewhere blocks somebody here. */
export const receiveBlock =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'origin' | 'relationships'>) =>
  async (activity: Activity, blocker: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    const blocked = uri?.startsWith(`${needs.origin}/`) ? await needs.accounts.findByUri(uri) : undefined
    if (!blocked || !isLocal(blocked)) return
    await needs.relationships.blockAccount({
      blockerId: blocker.id,
      blockedId: blocked.id,
      uri: activity.id,
    })
  }
