import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { NotificationFilter } from '#domain/notifications/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { allNotificationKinds, parseNotificationKinds } from './words.ts'

/** The parameters by which lists and counts of notifications are narrowed. */
export const notificationFilterFields = {
  types: Type.Optional(Type.Array(Type.String(), { description: 'Only these; unknown names are ignored.' })),
  exclude_types: Type.Optional(Type.Array(Type.String(), { description: 'None of these.' })),
  account_id: Type.Optional(Type.String({ description: 'Only from this account.' })),
  include_filtered: Type.Optional(Type.Boolean({ description: 'Also what waits in requests.' })),
}

/** What an app says of itself, wherever notifications are answered. */
export const supportedTypes = {
  supported_types: Type.Optional(
    Type.Array(Type.String(), {
      description: 'The types that the app knows: those of others say in words what they are (`fallback`).',
    }),
  ),
}

const fields = Type.Object(notificationFilterFields)

/** What waits is shown, too, where one sender is asked for: so apps show a request's notifications. */
export function toNotificationFilter(query: Static<typeof fields>): NotificationFilter {
  const wanted = query.types?.length ? parseNotificationKinds(query.types) : allNotificationKinds
  const unwanted = parseNotificationKinds(query.exclude_types ?? [])
  const fromAccountId = parseId<AccountId>(query.account_id)
  return {
    kinds: wanted.filter((kind) => !unwanted.includes(kind)),
    fromAccountId,
    includeFiltered: query.include_filtered === true || fromAccountId !== undefined,
  }
}
