import { type TProperties, Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'
import { account, customEmoji } from './account.ts'
import { filterResult } from './filter.ts'
import { mediaAttachment } from './media.ts'
import { checkin, shownPlace } from './place.ts'

const text = Type.String()
const flag = Type.Boolean()
const count = Type.Integer()

export const visibility = Type.Enum(['public', 'unlisted', 'private', 'direct'])

const cardMembers = {
  url: text,
  title: text,
  description: text,
  language: nullable(text),
  type: Type.Enum(['link', 'photo', 'video', 'rich']),
  author_name: text,
  author_url: text,
  authors: Type.Array(Type.Object({ name: text, url: text, account: nullable(account) })),
  provider_name: text,
  provider_url: text,
  html: text,
  width: count,
  height: count,
  image: nullable(text),
  image_description: text,
  embed_url: text,
  blurhash: nullable(text),
  published_at: nullable(time),
}

export const previewCard = entity('PreviewCard', cardMembers)

const usage = Type.Array(
  Type.Object({ day: Type.String({ description: 'Seconds since 1970.' }), uses: text, accounts: text }),
)

export const trendingLink = entity('TrendsLink', { ...cardMembers, history: usage })

export const adminLink = entity('AdminTrendsLink', {
  ...cardMembers,
  history: usage,
  id: text,
  requires_review: Type.Optional(flag),
})

const tagMembers = {
  id: text,
  name: text,
  url: text,
  history: usage,
}

export const tag = entity('Tag', {
  ...tagMembers,
  following: Type.Optional(flag),
  featuring: Type.Optional(flag),
})

export const adminTag = entity('AdminTag', {
  ...tagMembers,
  trendable: flag,
  usable: flag,
  requires_review: flag,
})

export const poll = entity('Poll', {
  id: text,
  expires_at: nullable(time),
  expired: flag,
  multiple: flag,
  votes_count: count,
  voters_count: nullable(count),
  options: Type.Array(Type.Object({ title: text, votes_count: nullable(count) })),
  emojis: Type.Array(customEmoji),
  voted: Type.Optional(flag),
  own_votes: Type.Optional(Type.Array(count)),
})

const quoteState = Type.Enum([
  'pending',
  'accepted',
  'rejected',
  'revoked',
  'deleted',
  'unauthorized',
  'blocked_account',
  'blocked_domain',
  'muted_account',
])

/** With what is quoted; or, within a quote, with its id alone. */
const quote = entity('Quote', {
  state: quoteState,
  quoted_status: Type.Optional(nullable(Type.Ref('Status'))),
  quoted_status_id: Type.Optional(nullable(text)),
})

const reactions = Type.Array(
  Type.Object({
    name: text,
    count,
    me: flag,
    domain: nullable(text),
    url: nullable(text),
    static_url: nullable(text),
  }),
)

export const statusMembers = {
  id: text,
  created_at: time,
  in_reply_to_id: nullable(text),
  in_reply_to_account_id: nullable(text),
  sensitive: flag,
  spoiler_text: text,
  visibility,
  language: nullable(text),
  uri: text,
  url: text,
  edited_at: nullable(time),
  content: Type.String({ description: 'HTML.' }),
  application: Type.Null(),
  media_attachments: Type.Array(mediaAttachment),
  mentions: Type.Array(Type.Object({ id: text, username: text, url: text, acct: text })),
  tags: Type.Array(Type.Object({ name: text, url: text })),
  emojis: Type.Array(customEmoji),
  card: nullable(previewCard),
  place: nullable(shownPlace),
  checkin: nullable(checkin),
  tip: Type.Boolean({ description: 'Advice about `place`: its author need not be there.' }),
  account,
  replies_count: count,
  reblogs_count: count,
  favourites_count: count,
  favourited: flag,
  reblogged: flag,
  bookmarked: flag,
  emoji_reactions: reactions,
  reactions,
  pleroma: Type.Object({ emoji_reactions: reactions }),
  muted: flag,
  poll: nullable(poll),
  filtered: Type.Array(filterResult),
  quote: nullable(quote),
  quotes_count: count,
  quote_approval: Type.Object({
    automatic: Type.Array(text),
    manual: Type.Array(text),
    current_user: Type.Enum(['automatic', 'manual', 'denied', 'unknown']),
  }),
  pinned: Type.Optional(flag),
  reblog: nullable(Type.Ref('Status')),
} satisfies TProperties

export const status = entity('Status', statusMembers)
export const statuses = Type.Array(status)

/** What was deleted, with its text, to be written anew. */
export const deletedStatus = entity('DeletedStatus', { ...statusMembers, text })

export const adminStatus = entity('AdminTrendsStatus', { ...statusMembers, requires_review: flag })

export const statusEdit = entity('StatusEdit', {
  content: text,
  spoiler_text: text,
  sensitive: flag,
  created_at: time,
  account,
  media_attachments: Type.Array(mediaAttachment),
  emojis: Type.Array(customEmoji),
  poll: Type.Optional(Type.Object({ options: Type.Array(Type.Object({ title: text })) })),
  quote: nullable(quote),
})

export const statusSource = entity('StatusSource', { id: text, text, spoiler_text: text })

export const context = entity('Context', { ancestors: statuses, descendants: statuses })

export const scheduledStatus = entity('ScheduledStatus', {
  id: text,
  scheduled_at: time,
  params: Type.Object({
    text,
    visibility,
    in_reply_to_id: nullable(text),
    media_ids: nullable(Type.Array(text)),
    sensitive: nullable(flag),
    spoiler_text: nullable(text),
    language: nullable(text),
    quoted_status_id: nullable(text),
    quote_approval_policy: nullable(text),
    poll: nullable(
      Type.Object({
        options: Type.Array(text),
        expires_in: count,
        multiple: flag,
        hide_totals: flag,
      }),
    ),
    place_id: Type.Optional(text),
    tip: Type.Optional(flag),
    idempotency: nullable(text),
    scheduled_at: Type.Null(),
    application_id: count,
    with_rate_limit: flag,
  }),
  media_attachments: Type.Array(mediaAttachment),
})

export const postReaction = entity('PostReaction', {
  name: text,
  count,
  me: flag,
  accounts: Type.Array(account),
})
