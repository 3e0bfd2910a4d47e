import { Type } from 'typebox'
import { day, entity, nullable, time } from '#platform/http-server/index.ts'
import { account, customEmoji } from './account.ts'

const text = Type.String()
const flag = Type.Boolean()
const count = Type.Integer()

export const rule = entity('Rule', {
  id: text,
  text,
  hint: text,
  translations: Type.Record(text, Type.Object({ text, hint: text })),
})

const configuration = {
  accounts: Type.Object({
    max_featured_tags: count,
    max_pinned_statuses: count,
    max_profile_fields: count,
    max_display_name_length: count,
    max_note_length: count,
    profile_field_name_limit: count,
    profile_field_value_limit: count,
    max_avatar_description_length: count,
    max_header_description_length: count,
  }),
  statuses: Type.Object({
    max_characters: count,
    max_media_attachments: count,
    characters_reserved_per_url: count,
  }),
  media_attachments: Type.Object({
    supported_mime_types: Type.Array(text),
    description_limit: count,
    image_size_limit: count,
    image_matrix_limit: count,
    video_size_limit: count,
    video_frame_rate_limit: count,
    video_matrix_limit: count,
  }),
  polls: Type.Object({
    max_options: count,
    max_characters_per_option: count,
    min_expiration: count,
    max_expiration: count,
  }),
}

const feedAccess = Type.Object({ local: text, remote: text })

export const instance = entity('Instance', {
  domain: text,
  title: text,
  version: text,
  source_url: text,
  description: text,
  usage: Type.Object({ users: Type.Object({ active_month: count }) }),
  thumbnail: Type.Object({
    url: text,
    blurhash: nullable(text),
    description: nullable(text),
    versions: Type.Object({ '@1x': text }),
  }),
  icon: Type.Array(Type.Object({ src: text, size: text })),
  languages: Type.Array(text),
  configuration: Type.Object({
    ...configuration,
    urls: Type.Object({
      streaming: text,
      status: Type.Null(),
      about: text,
      privacy_policy: Type.Null(),
      terms_of_service: Type.Null(),
    }),
    vapid: Type.Object({ public_key: text }),
    translation: Type.Object({ enabled: flag }),
    timelines_access: Type.Object({
      live_feeds: feedAccess,
      hashtag_feeds: feedAccess,
      trending_link_feeds: feedAccess,
    }),
    limited_federation: flag,
  }),
  registrations: Type.Object({
    enabled: flag,
    approval_required: flag,
    reason_required: flag,
    message: nullable(text),
    min_age: nullable(Type.Integer({ description: 'Years.' })),
    url: Type.Null(),
  }),
  wrapstodon: Type.Null(),
  api_versions: Type.Object({ mastodon: count, cairn: count, checkins: count }),
  contact: Type.Object({ email: text, account: nullable(account) }),
  rules: Type.Array(rule),
})

export const instanceV1 = entity('V1Instance', {
  uri: text,
  title: text,
  short_description: text,
  description: text,
  email: text,
  version: text,
  urls: Type.Object({ streaming_api: text }),
  stats: Type.Object({ user_count: count, status_count: count, domain_count: count }),
  thumbnail: text,
  languages: Type.Array(text),
  registrations: flag,
  approval_required: flag,
  invites_enabled: flag,
  configuration: Type.Object(configuration),
  contact_account: nullable(account),
  rules: Type.Array(rule),
})

/** A text of this server: its description, its privacy policy. */
export const document = entity('Document', {
  content: Type.String({ description: 'HTML.' }),
  updated_at: time,
})

export const termsOfService = entity('TermsOfService', {
  content: text,
  effective: flag,
  effective_date: day,
  succeeded_by: Type.Null(),
})

export const domainBlock = entity('DomainBlock', {
  domain: text,
  digest: text,
  severity: Type.Enum(['silence', 'suspend']),
  comment: Type.Optional(text),
})

export const activity = Type.Array(
  Type.Object({ week: text, statuses: text, logins: text, registrations: text }),
)

export const languageNames = Type.Array(Type.Object({ code: text, name: text }))

export const announcement = entity('Announcement', {
  id: text,
  content: text,
  starts_at: nullable(time),
  ends_at: nullable(time),
  all_day: flag,
  published_at: time,
  updated_at: time,
  read: flag,
  mentions: Type.Array(Type.Unknown(), { maxItems: 0 }),
  statuses: Type.Array(Type.Unknown(), { maxItems: 0 }),
  tags: Type.Array(Type.Unknown(), { maxItems: 0 }),
  emojis: Type.Array(customEmoji),
  reactions: Type.Array(
    Type.Object({
      name: text,
      count,
      me: flag,
      url: Type.Optional(text),
      static_url: Type.Optional(text),
    }),
  ),
})

export const oembed = entity('OEmbed', {
  type: text,
  version: text,
  title: text,
  author_name: text,
  author_url: text,
  provider_name: text,
  provider_url: text,
  cache_age: count,
  html: text,
  width: count,
  height: Type.Null(),
})
