import { type Account, type AccountId, type Accounts, handleOf } from '#domain/accounts/index.ts'
import type { Checkin, Checkins } from '#domain/checkins/index.ts'
import type { PostId, PostOverlay, Posts, PostView } from '#domain/posts/index.ts'
import { presentVisibility } from '../words.ts'
import { type PresentedAccount, type presentAccounts, urlOf } from './present-account.ts'
import { presentMedia } from './present-media.ts'
import { presentCheckin, presentPlaceCard, presentShownPlace } from './present-place.ts'

export interface StatusPresenterNeeds {
  readonly origin: string
  readonly posts: Pick<Posts, 'findViews' | 'findOverlays'>
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly checkins: Pick<Checkins, 'findByPosts'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

interface Gathered {
  readonly origin: string
  readonly viewerId: AccountId | undefined
  readonly views: ReadonlyMap<PostId, PostView>
  readonly overlays: ReadonlyMap<PostId, PostOverlay>
  readonly checkins: ReadonlyMap<string, Checkin>
  readonly authors: ReadonlyMap<AccountId, PresentedAccount>
  readonly mentioned: ReadonlyMap<AccountId, Account>
}

/**
 * Posts as Mastodon Status entities, in the given order, for one viewer who has been found to see them all. A
 * constant number of queries for any number of posts.
 * @param known views already in hand, of the posts and of what they boost
 */
export const presentStatuses =
  (needs: StatusPresenterNeeds) =>
  async (
    viewerId: AccountId | undefined,
    ids: readonly PostId[],
    known?: ReadonlyMap<PostId, PostView>,
  ): Promise<PresentedStatus[]> => {
    if (ids.length === 0) return []
    const views = known ?? (await findWithBoosted(needs, ids))
    const shown = [...views.keys()]
    const all = [...views.values()]
    const [overlays, checkins, authors, mentioned] = await Promise.all([
      needs.posts.findOverlays(shown, viewerId),
      needs.checkins.findByPosts(shown),
      needs.presentAccounts(all.map((view) => view.post.accountId)),
      needs.accounts.findAccounts(all.flatMap((view) => view.mentions.map((mention) => mention.accountId))),
    ])
    const gathered: Gathered = {
      origin: needs.origin,
      viewerId,
      views,
      overlays,
      checkins,
      authors,
      mentioned,
    }
    return ids.flatMap((id) => presentStatus(gathered, id) ?? [])
  }

async function findWithBoosted(
  needs: StatusPresenterNeeds,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  const views = await needs.posts.findViews(ids)
  const boosted = [...views.values()].flatMap((view) => (view.post.boostOfId ? [view.post.boostOfId] : []))
  return new Map([...views, ...(await needs.posts.findViews(boosted))])
}

export type PresentedStatus = ReturnType<typeof presentContent> & { reblog: PresentedStatus | null }

function presentStatus(gathered: Gathered, id: PostId): PresentedStatus | undefined {
  const view = gathered.views.get(id)
  if (!view) return undefined
  const account = gathered.authors.get(view.post.accountId)
  if (!account) return undefined
  const { boostOfId } = view.post
  if (!boostOfId) return { ...presentContent(gathered, view, account), reblog: null }
  const boosted = presentStatus(gathered, boostOfId)
  if (!boosted) return undefined
  return {
    ...presentContent(gathered, view, account),
    ...marksOf(gathered.overlays.get(boostOfId)),
    reblog: boosted,
  }
}

function presentContent(
  { origin, viewerId, ...gathered }: Gathered,
  view: PostView,
  account: PresentedAccount,
) {
  const { post } = view
  const url = post.url ?? post.uri ?? `${origin}/@${account.username}/${post.id}`
  const checkin = gathered.checkins.get(post.id)
  return {
    id: post.id,
    created_at: post.createdAt.toISOString(),
    in_reply_to_id: post.replyToId,
    in_reply_to_account_id: post.replyToAccountId,
    sensitive: post.sensitive,
    spoiler_text: post.contentWarning,
    visibility: presentVisibility(post.visibility),
    language: post.language,
    uri: post.uri ?? `${origin}/posts/${post.id}`,
    url,
    ...marksOf(gathered.overlays.get(post.id)),
    muted: false,
    edited_at: post.editedAt?.toISOString() ?? null,
    content: post.content + post.footer,
    application: null,
    account,
    media_attachments: view.media.map((media) => presentMedia(origin, media)),
    mentions: view.mentions.flatMap((mention) => {
      const mentioned = gathered.mentioned.get(mention.accountId)
      return mentioned ? [presentMention(origin, mentioned)] : []
    }),
    tags: view.tags.map((tag) => ({
      name: tag.toLowerCase(),
      url: `${origin}/tags/${encodeURIComponent(tag.toLowerCase())}`,
    })),
    emojis: [],
    card: checkin ? presentPlaceCard(origin, checkin) : null,
    poll: null,
    filtered: [],
    quote: null,
    quotes_count: 0,
    quote_approval: { automatic: [], manual: [], current_user: 'denied' },
    ...(post.accountId === viewerId && { pinned: false }),
    place: checkin ? presentShownPlace(origin, checkin) : null,
    checkin: checkin ? presentCheckin(checkin, post.accountId === viewerId) : null,
  }
}

function presentMention(origin: string, account: Account) {
  return { id: account.id, username: account.username, url: urlOf(origin, account), acct: handleOf(account) }
}

function marksOf(overlay: PostOverlay | undefined) {
  return {
    replies_count: overlay?.replies ?? 0,
    reblogs_count: overlay?.boosts ?? 0,
    favourites_count: overlay?.likes ?? 0,
    favourited: overlay?.liked ?? false,
    reblogged: overlay?.boosted ?? false,
    bookmarked: overlay?.bookmarked ?? false,
  }
}
