import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'
import { account } from './account.ts'
import { status } from './status.ts'

const text = Type.String()
const flag = Type.Boolean()
const count = Type.Integer()

export const report = entity('Report', {
  id: text,
  action_taken: flag,
  action_taken_at: nullable(time),
  category: Type.Enum(['spam', 'legal', 'violation', 'other']),
  comment: text,
  forwarded: flag,
  created_at: time,
  status_ids: Type.Array(text),
  rule_ids: Type.Array(text),
  collection_ids: Type.Null(),
  target_account: Type.Optional(account),
})

const warning = entity('AccountWarning', {
  id: text,
  action: text,
  text,
  status_ids: Type.Array(text),
  target_account: account,
  appeal: Type.Null(),
  created_at: time,
})

const severance = entity('RelationshipSeveranceEvent', {
  id: text,
  type: text,
  purged: flag,
  target_name: text,
  followers_count: count,
  following_count: count,
  created_at: time,
})

const fallback = entity('NotificationFallback', {
  title: text,
  summary: nullable(text),
  details: nullable(text),
})

/** Beside who did it, of those types that are about something else than a status. */
const subjects = {
  fallback: Type.Optional(fallback),
  event: Type.Optional(severance),
  report: Type.Optional(report),
  moderation_warning: Type.Optional(warning),
}

export const notification = entity('Notification', {
  id: text,
  type: text,
  created_at: time,
  group_key: text,
  account,
  status: Type.Optional(status),
  ...subjects,
})

const notificationGroup = entity('NotificationGroup', {
  group_key: text,
  notifications_count: count,
  type: text,
  most_recent_notification_id: Type.Integer({
    description: 'Above what JavaScript counts exactly: `page_max_id` says the same as text.',
  }),
  page_min_id: text,
  page_max_id: text,
  latest_page_notification_at: time,
  sample_account_ids: Type.Array(text),
  status_id: nullable(text),
  ...subjects,
})

const partialAccount = entity('PartialAccountWithAvatar', {
  id: text,
  acct: text,
  locked: flag,
  bot: flag,
  url: text,
  avatar: text,
  avatar_static: text,
  avatar_description: text,
})

export const groupedNotifications = entity('GroupedNotificationsResults', {
  accounts: Type.Array(account),
  partial_accounts: Type.Optional(Type.Array(partialAccount)),
  statuses: Type.Array(status),
  notification_groups: Type.Array(notificationGroup),
})

export const notificationRequest = entity('NotificationRequest', {
  id: text,
  created_at: time,
  updated_at: time,
  notifications_count: text,
  account,
  last_status: nullable(status),
})

const summary = Type.Object({ pending_requests_count: count, pending_notifications_count: count })
const action = Type.Enum(['accept', 'filter', 'drop'])

export const notificationPolicy = entity('NotificationPolicy', {
  for_not_following: action,
  for_not_followers: action,
  for_new_accounts: action,
  for_private_mentions: action,
  for_limited_accounts: action,
  summary,
})

export const notificationPolicyV1 = entity('V1NotificationPolicy', {
  filter_not_following: flag,
  filter_not_followers: flag,
  filter_new_accounts: flag,
  filter_private_mentions: flag,
  summary,
})

export const unreadCount = Type.Object({ count })

export const pushSubscription = entity('WebPushSubscription', {
  id: Type.Integer({ description: 'Within 31 bits, as apps count it.' }),
  endpoint: text,
  standard: flag,
  alerts: Type.Record(text, flag),
  policy: Type.Enum(['all', 'followed', 'follower', 'none']),
  server_key: text,
})

export const conversation = entity('Conversation', {
  id: text,
  unread: flag,
  accounts: Type.Array(account),
  last_status: status,
})
