import { type Account, isLocal } from '#domain/accounts/index.ts'
import { customEmojiOf, customReaction } from '#domain/posts/index.ts'
import { parseEmojis } from '../parse-emojis.ts'
import { idOf, member } from '../read-json.ts'
import { selectBlock, selectLike } from './inbox-store.ts'
import { isOlderSibling } from './is-older-sibling.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { parseReaction } from './parse-reaction.ts'

/** A like, or a reaction by emoji, which counts as one. Of posts that are not known here nobody sees the likes. */
export const receiveLike =
  (needs: Pick<ReceiveNeeds, 'db' | 'emojis' | 'posts'>) =>
  async (activity: Activity, actor: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    const post = uri === undefined ? undefined : await needs.posts.findPostByUri(uri)
    if (!post) return
    const reaction = await takeReaction(needs, activity, actor)
    const mark = { accountId: actor.id, postId: post.id }
    const earlier = await selectLike(needs.db.sql, mark)
    if (earlier && isOlderSibling(activity.id, earlier.uri)) return
    // The end of the earlier like is still on its way: it must not end this one.
    if (earlier && isOlderSibling(earlier.uri, activity.id)) await needs.posts.unlikePost(mark)
    await needs.posts.likePost({ ...mark, uri: activity.id, reaction })
  }

/** A custom emoji is one of the sender's server, whose picture comes with it. */
async function takeReaction(
  { emojis }: Pick<ReceiveNeeds, 'emojis'>,
  activity: Activity,
  { domain }: Account,
): Promise<string | undefined> {
  const reaction = parseReaction(activity.json)
  const custom = reaction === undefined ? undefined : customEmojiOf(reaction)
  if (!custom || domain === null) return reaction
  await emojis.saveRemote(domain, parseEmojis(activity.json))
  return customReaction(custom.shortcode, domain)
}

/** Somebody elsewhere blocks somebody here. */
export const receiveBlock =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'db' | 'origin' | 'relationships'>) =>
  async (activity: Activity, blocker: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    // A moderator who shuts somebody out of a community or server (Lemmy) blocks nobody in person.
    const target = idOf(member(activity.json, 'target'))
    if (target !== undefined && target !== activity.actor) return
    const blocked = uri?.startsWith(`${needs.origin}/`) ? await needs.accounts.findByUri(uri) : undefined
    if (!blocked || !isLocal(blocked)) return
    const pair = { blockerId: blocker.id, blockedId: blocked.id }
    const earlier = await selectBlock(needs.db.sql, pair)
    if (earlier && isOlderSibling(activity.id, earlier.uri)) return
    if (earlier && isOlderSibling(earlier.uri, activity.id)) await needs.relationships.unblockAccount(pair)
    await needs.relationships.blockAccount({ ...pair, uri: activity.id })
  }
