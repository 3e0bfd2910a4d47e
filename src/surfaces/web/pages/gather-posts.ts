import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Checkin } from '#domain/checkins/index.ts'
import type { PostId, PostOverlay, PostView, VisibleList } from '#domain/posts/index.ts'
import type { PagesNeeds } from './needs.ts'

/** A post with everything that its picture on a page needs. */
export interface ShownPost {
  readonly view: PostView
  readonly author: Account
  readonly counters: Pick<PostOverlay, 'replies' | 'boosts' | 'likes'>
  readonly checkin: Checkin | undefined
  /** Who boosted it, when the list holds the boost. */
  readonly boostedBy: Account | undefined
  /** Whom it answers. */
  readonly repliesTo: Account | undefined
}

type Needs = Pick<PagesNeeds, 'accounts' | 'posts' | 'checkins'>

/**
 * Completes a list that has passed the hide step for nobody signed in, in its order: three queries for any number of
 * posts.
 */
export async function gatherPosts(needs: Needs, list: VisibleList): Promise<ShownPost[]> {
  if (list.ids.length === 0) return []
  const entries = list.ids.flatMap((id) => findEntry(list, id) ?? [])
  const ids = entries.map((entry) => entry.view.post.id)
  const [overlays, checkins, accounts] = await Promise.all([
    needs.posts.findOverlays(ids, undefined),
    needs.checkins.findByPosts(ids),
    needs.accounts.findAccounts(entries.flatMap(accountIdsOf)),
  ])
  return entries.flatMap(({ view, boosterId }) => {
    const { post } = view
    const author = accounts.get(post.accountId)
    if (!author) return []
    return {
      view,
      author,
      counters: overlays.get(post.id) ?? { replies: 0, boosts: 0, likes: 0, quotes: 0 },
      checkin: checkins.get(post.id),
      boostedBy: boosterId && accounts.get(boosterId),
      repliesTo: post.replyToAccountId ? accounts.get(post.replyToAccountId) : undefined,
    }
  })
}

interface Entry {
  /** What is shown: of a boost, what it boosts. */
  readonly view: PostView
  readonly boosterId: AccountId | undefined
}

function findEntry(list: VisibleList, id: PostId): Entry | undefined {
  const view = list.views.get(id)
  if (!view?.post.boostOfId) return view && { view, boosterId: undefined }
  const boosted = list.views.get(view.post.boostOfId)
  return boosted && { view: boosted, boosterId: view.post.accountId }
}

function accountIdsOf({ view, boosterId }: Entry): AccountId[] {
  const { accountId, replyToAccountId } = view.post
  return [accountId, replyToAccountId, boosterId].filter((id) => id !== null && id !== undefined)
}
