import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Emoji } from '#domain/emojis/index.ts'
import type { Media } from '#domain/media/index.ts'
import type { Poll } from '#domain/polls/index.ts'
import { normaliseTag, type Post, type PostView } from '#domain/posts/index.ts'
import type { Json } from '../read-json.ts'
import type { Addresses } from './addresses.ts'
import { type Audience, describeAudience } from './audience.ts'
import { describeEmoji } from './describe-emoji.ts'
import { describePoll } from './describe-poll.ts'
import {
  type DescribedQuote,
  describeInteractionPolicy,
  describeQuote,
  describeQuoteTag,
} from './describe-quote.ts'

/** A local post with all that its document tells of. */
export interface PostFacts {
  readonly view: PostView
  readonly author: Account
  readonly mentioned: ReadonlyMap<AccountId, Account>
  readonly parent: Pick<Post, 'id' | 'uri'> | undefined
  readonly checkin: DescribedCheckin | undefined
  readonly poll: Poll | undefined
  readonly quote: DescribedQuote | undefined
  /** Where the author of what it answers says that it is welcome. */
  readonly approvedBy?: string | undefined
  /** Those that its texts use. */
  readonly emojis: readonly Emoji[]
  /** When it is described: whether the poll is over by then. */
  readonly now: number
}

/** The place of a check-in as an AS2 Place at its precision, and the hour where its author gives it away. */
export interface DescribedCheckin {
  readonly location: Json
  /** It is advice about the place, where its author need not be: then the place is a tag. */
  readonly isTip?: boolean
  /** Actors who agreed to be named. */
  readonly companions: readonly string[]
  readonly startTime?: Date | undefined
  /** A map, where its author wants one on servers that show nothing but pictures. */
  readonly picture?: DescribedPicture | undefined
}

export interface DescribedPicture {
  readonly url: string
  /** What it shows, in words. */
  readonly name: string
  readonly width: number
  readonly height: number
}

/**
 * A local post as a Note, or as a Question where it asks something, without context. A check-in is a Note, too: the place line is the content's last
 * paragraph for everybody, `location` is for servers that understand it. No `name` and no `summary` but a content
 * warning: other servers would show them as one.
 */
export function describePost(addresses: Addresses, facts: PostFacts) {
  const { view, author, parent, checkin, poll, quote, approvedBy } = facts
  const { post } = view
  const id = addresses.post(post)
  const content = post.content + post.footer
  const updated = changedAt(post)
  return {
    id,
    type: 'Note',
    url: `${addresses.origin}/@${author.username}/${post.id}`,
    attributedTo: addresses.actor(author),
    ...audienceOf(addresses, facts),
    published: post.createdAt.toISOString(),
    ...(updated && { updated: updated.toISOString() }),
    ...(checkin?.startTime && { startTime: checkin.startTime.toISOString() }),
    inReplyTo: parent ? addresses.post(parent) : null,
    // GoToSocial reads the first until 0.20, and the second from 0.21 on.
    ...(approvedBy !== undefined && { approvedBy, replyAuthorization: approvedBy }),
    summary: post.contentWarning === '' ? null : post.contentWarning,
    sensitive: post.sensitive,
    content,
    ...(post.language && { contentMap: { [post.language]: content } }),
    attachment: describeAttachments(addresses, view, checkin),
    tag: [
      ...describeMentions(addresses, facts),
      ...describeTags(addresses, view.tags),
      ...facts.emojis.flatMap((emoji) => describeEmoji(addresses, emoji)),
      ...(quote ? [describeQuoteTag(quote)] : []),
      ...(checkin?.isTip ? [checkin.location] : []),
    ],
    interactionPolicy: describeInteractionPolicy(addresses, post, author),
    replies: `${id}/replies`,
    ...(checkin && !checkin.isTip && { location: checkin.location, arrival: addresses.arrival(post.id) }),
    ...(checkin && checkin.companions.length > 0 && { companions: checkin.companions }),
    ...(quote && describeQuote(quote)),
    ...(poll && describePoll(poll, facts.now)),
  }
}

/** Other servers take an Update only when it is newer than what they have: edits and what fades count alike. */
export function changedAt({ editedAt, refreshedAt }: Pick<Post, 'editedAt' | 'refreshedAt'>): Date | null {
  if (editedAt && refreshedAt) return editedAt > refreshedAt ? editedAt : refreshedAt
  return editedAt ?? refreshedAt
}

export function audienceOf(addresses: Addresses, { view, author, mentioned }: PostFacts): Audience {
  const named = view.mentions.flatMap((mention) => {
    const account = mentioned.get(mention.accountId)
    return account ? [addresses.actor(account)] : []
  })
  return describeAudience(view.post.visibility, {
    followers: addresses.followers(author) ?? addresses.actor(author),
    named,
  })
}

/** Pixelfed drops a Note without a picture: a map does, where its author wants it and there is no photo. */
function describeAttachments(
  addresses: Addresses,
  { media, post }: PostView,
  checkin: DescribedCheckin | undefined,
) {
  if (media.length > 0) return media.flatMap((one) => describeAttachment(addresses, one))
  if (!checkin?.picture || post.visibility === 'direct') return []
  return [{ type: 'Document', mediaType: 'image/png', ...checkin.picture }]
}

/** `Document` as Mastodon has it: Pixelfed, Misskey and GoToSocial take it for pictures and films alike. */
function describeAttachment(addresses: Addresses, media: Media) {
  const url = media.fileKey ? addresses.file(media.fileKey) : media.remoteUrl
  if (!url) return []
  return [
    {
      type: 'Document',
      mediaType: media.mime,
      url,
      name: media.description,
      ...(media.width && media.height && { width: media.width, height: media.height }),
      ...(media.blurhash && { blurhash: media.blurhash }),
      ...(media.kind === 'image' && { focalPoint: [media.focusX, media.focusY] }),
    },
  ]
}

function describeMentions(addresses: Addresses, { view, mentioned }: PostFacts) {
  return view.mentions.flatMap((mention) => {
    const account = mentioned.get(mention.accountId)
    if (!account) return []
    return [{ type: 'Mention', href: addresses.actor(account), name: addresses.handle(account) }]
  })
}

function describeTags(addresses: Addresses, tags: readonly string[]) {
  return tags.map((tag) => ({ type: 'Hashtag', href: addresses.tag(normaliseTag(tag)), name: `#${tag}` }))
}
