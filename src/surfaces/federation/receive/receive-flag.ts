import { type Account, type AccountId, isLocal } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { ids, text } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

const maxObjects = 100

/**
 * Another server reports somebody of this one: Mastodon in the name of its instance actor, others in a person's. What
 * is not of this server is left out; the account is named itself, or by its posts (Misskey names only the account). Lemmy
 * (0.19) gives the reason as `summary`.
 */
export const receiveFlag =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'fileReport' | 'origin' | 'posts'>) =>
  async (activity: Activity, reporter: Account): Promise<void> => {
    const own = ids(activity.json, 'object', maxObjects).filter((id) => id.startsWith(`${needs.origin}/`))
    const accounts: Account[] = []
    const posts: { id: PostId; accountId: AccountId }[] = []
    for (const id of own) {
      const post = await needs.posts.findPostByUri(id)
      if (post?.local) posts.push(post)
      const account = post ? undefined : await needs.accounts.findByUri(id)
      if (account && isLocal(account)) accounts.push(account)
    }
    const targetId = accounts[0]?.id ?? posts[0]?.accountId
    if (targetId === undefined) return
    await needs.fileReport({
      reporterId: reporter.id,
      targetId,
      postIds: posts.filter((post) => post.accountId === targetId).map((post) => post.id),
      comment: text(activity.json, 'content', 3000) ?? text(activity.json, 'summary', 3000) ?? '',
      uri: activity.id,
    })
  }
