import { type Account, type AccountId, handleOf } from '#domain/accounts/index.ts'
import type { Card } from '#domain/cards/index.ts'
import { type Checkin, type Circle, seeAs } from '#domain/checkins/index.ts'
import type { Emoji } from '#domain/emojis/index.ts'
import type { FilterMatch } from '#domain/filters/index.ts'
import type { PostOverlay, PostView } from '#domain/posts/index.ts'
import type { Tip } from '#domain/tips/index.ts'
import { presentVisibility } from '../words.ts'
import type { ExtraFacts } from './gather-extras.ts'
import { presentApproval } from './gather-quotes.ts'
import { type PresentedAccount, urlOf } from './present-account.ts'
import { presentCard } from './present-card.ts'
import { presentEmoji } from './present-emoji.ts'
import { presentMatch } from './present-filter.ts'
import { presentMedia } from './present-media.ts'
import { presentCheckin, presentPlaceCard, presentShownPlace } from './present-place.ts'
import { presentPoll } from './present-poll.ts'
import { presentReactions } from './present-reactions.ts'

/**
 * Who looks at a post, as far as the shared part depends on it. Texts are remembered for each layer apart, so what
 * only one layer may know (the author's exact venue, a place as friends see it) never comes into the text of another.
 */
export type Layer = 'author' | Circle

/** What the shared part is made of. Whatever it reads must be named here: a change of any renders it again. */
export interface SharedSources {
  readonly view: PostView
  /** The author's, for addresses. */
  readonly username: string
  readonly checkin: Checkin | undefined
  readonly tip: Tip | undefined
  readonly mentioned: readonly Account[]
  readonly emojis: readonly Emoji[]
  readonly card: Card | undefined
  readonly cardAuthor: PresentedAccount | undefined
}

/** The part of a Status that is the same for everybody of a layer: rendered once, remembered by `rememberShared`. */
export function presentShared(origin: string, layer: Layer, sources: SharedSources) {
  const { view } = sources
  const checkin = sources.checkin && seeAs(sources.checkin, layer === 'author' ? 'friends' : layer)
  const placed = checkin ?? sources.tip
  const { post } = view
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
    url: post.url ?? post.uri ?? `${origin}/@${sources.username}/${post.id}`,
    edited_at: post.editedAt?.toISOString() ?? null,
    content: post.content + (checkin?.footer ?? post.footer),
    application: null,
    media_attachments: view.media.map((media) => presentMedia(origin, media)),
    mentions: sources.mentioned.map((account) => ({
      id: account.id,
      username: account.username,
      url: urlOf(origin, account),
      acct: handleOf(account),
    })),
    tags: view.tags.map((tag) => ({
      name: tag.toLowerCase(),
      url: `${origin}/tags/${encodeURIComponent(tag.toLowerCase())}`,
    })),
    emojis: sources.emojis.map((emoji) => presentEmoji(origin, emoji)),
    card: placed ? presentPlaceCard(origin, placed) : cardOf(origin, sources),
    place: placed ? presentShownPlace(origin, placed) : null,
    checkin: checkin ? presentCheckin(checkin, layer === 'author') : null,
    tip: !checkin && sources.tip !== undefined,
  }
}

function cardOf(origin: string, { card, cardAuthor }: SharedSources) {
  return card ? presentCard(origin, card, cardAuthor) : null
}

/** What one viewer's look at one post rests on beside the shared part. */
export interface ViewerFacts extends ExtraFacts {
  readonly viewerId: AccountId | undefined
  readonly authorId: AccountId
  /** Of the post, or of what it boosts. */
  readonly overlay: PostOverlay | undefined
  /** What the viewer's filters find in it. */
  readonly matches: readonly FilterMatch[] | undefined
  readonly pollEmojis: readonly Emoji[]
  readonly reactionEmojis: readonly Emoji[]
}

/**
 * The part that differs by viewer or changes often: rendered again when a fact is another one, so whatever is added here
 * needs no invalidation, only facts that are never changed in place.
 */
export function presentForViewer(
  origin: string,
  { viewerId, authorId, overlay, matches, pollEmojis, reactionEmojis, ...extra }: ViewerFacts,
) {
  return {
    ...presentMarks(overlay),
    ...presentReactions(origin, overlay, reactionEmojis),
    muted: overlay?.muted ?? false,
    poll: extra.poll ? presentPoll(origin, extra.poll, { ...extra, viewerId, emojis: pollEmojis }) : null,
    filtered: matches?.map(presentMatch) ?? [],
    quote: extra.quote,
    quotes_count: overlay?.quotes ?? 0,
    quote_approval: presentApproval(extra),
    ...(authorId === viewerId && { pinned: overlay?.pinned ?? false }),
  }
}

/** Counters, and what the viewer did. */
function presentMarks(overlay: PostOverlay | undefined) {
  return {
    replies_count: overlay?.replies ?? 0,
    reblogs_count: overlay?.boosts ?? 0,
    favourites_count: overlay?.likes ?? 0,
    favourited: overlay?.liked ?? false,
    reblogged: overlay?.boosted ?? false,
    bookmarked: overlay?.bookmarked ?? false,
  }
}
