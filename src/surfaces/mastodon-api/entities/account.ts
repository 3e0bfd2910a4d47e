import { Type } from 'typebox'
import { day, entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()
const flag = Type.Boolean()
const count = Type.Integer()

export const customEmoji = entity('CustomEmoji', {
  shortcode: text,
  url: text,
  static_url: text,
  visible_in_picker: flag,
  category: nullable(text),
})

export const field = entity('Field', { name: text, value: text, verified_at: nullable(time) })

export const role = entity('Role', {
  id: text,
  name: text,
  permissions: Type.String({ description: "Mastodon's permission bits, as a decimal number." }),
  color: text,
  highlighted: flag,
})

/** What every form of an account has. */
const members = {
  id: text,
  username: text,
  acct: Type.String({ description: '`name`, or `name@host` of another server.' }),
  display_name: text,
  locked: flag,
  bot: flag,
  discoverable: flag,
  indexable: flag,
  group: flag,
  created_at: time,
  note: Type.String({ description: 'HTML.' }),
  url: text,
  uri: text,
  avatar: text,
  avatar_static: text,
  avatar_description: text,
  header: text,
  header_static: text,
  header_description: text,
  followers_count: count,
  following_count: count,
  statuses_count: count,
  last_status_at: nullable(day),
  hide_collections: flag,
  show_media: flag,
  show_media_replies: flag,
  show_featured: flag,
  noindex: flag,
  emojis: Type.Array(customEmoji),
  fields: Type.Array(field),
  roles: Type.Array(Type.Object({ id: text, name: text, color: text })),
  suspended: Type.Optional(Type.Literal(true)),
  limited: Type.Optional(Type.Literal(true)),
  moved: Type.Optional(Type.Ref('Account')),
}

export const account = entity('Account', members)

export const mutedAccount = entity('MutedAccount', { ...members, mute_expires_at: nullable(time) })

export const credentialAccount = entity('CredentialAccount', {
  ...members,
  source: Type.Object({
    privacy: text,
    sensitive: flag,
    language: nullable(text),
    note: Type.String({ description: 'As typed.' }),
    fields: Type.Array(field),
    follow_requests_count: count,
    hide_collections: flag,
    discoverable: flag,
    indexable: flag,
    attribution_domains: Type.Array(text),
    quote_policy: text,
    checkin_visibility: Type.String({ description: 'Whom check-ins are for, unless said otherwise.' }),
    checkin_precision: Type.Enum(['venue', 'cell', 'city', 'country']),
  }),
  role,
})

export const relationship = entity('Relationship', {
  id: text,
  following: flag,
  showing_reblogs: flag,
  notifying: flag,
  languages: nullable(Type.Array(text)),
  followed_by: flag,
  blocking: flag,
  blocked_by: flag,
  muting: flag,
  muting_notifications: flag,
  muting_expires_at: nullable(time),
  requested: flag,
  requested_by: flag,
  domain_blocking: flag,
  endorsed: flag,
  note: text,
})

export const familiarFollowers = entity('FamiliarFollowers', { id: text, accounts: Type.Array(account) })

export const suggestion = entity('Suggestion', {
  source: text,
  sources: Type.Array(text),
  account,
})

export const featuredTag = entity('FeaturedTag', {
  id: text,
  name: text,
  url: text,
  statuses_count: text,
  last_status_at: nullable(Type.String({ format: 'date' })),
})

export const profile = entity('Profile', {
  id: text,
  display_name: text,
  note: Type.String({ description: 'As typed.' }),
  fields: Type.Array(field),
  avatar: nullable(text),
  avatar_static: nullable(text),
  avatar_description: text,
  header: nullable(text),
  header_static: nullable(text),
  header_description: text,
  locked: flag,
  bot: flag,
  hide_collections: flag,
  discoverable: flag,
  indexable: flag,
  show_media: flag,
  show_media_replies: flag,
  show_featured: flag,
  attribution_domains: Type.Array(text),
  featured_tags: Type.Array(featuredTag),
})

export const preferences = entity('Preferences', {
  'posting:default:visibility': text,
  'posting:default:sensitive': flag,
  'posting:default:language': nullable(text),
  'posting:default:quote_policy': text,
  'reading:expand:media': text,
  'reading:expand:spoilers': flag,
  'reading:autoplay:gifs': flag,
})
