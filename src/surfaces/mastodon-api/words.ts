import { type ModerationAction, moderationActions } from '#domain/moderation/index.ts'
import type { NotificationKind } from '#domain/notifications/index.ts'
import type { Visibility } from '#domain/posts/index.ts'

/** Our words and Mastodon's, both ways. */
const visibilityNames: Readonly<Record<Visibility, string>> = {
  public: 'public',
  unlisted: 'unlisted',
  followers: 'private',
  direct: 'direct',
}

export function presentVisibility(visibility: Visibility): string {
  return visibilityNames[visibility]
}

export function parseVisibility(name: string): Visibility | undefined {
  const found = Object.entries(visibilityNames).find(([, theirs]) => theirs === name)
  return found?.[0] as Visibility | undefined
}

const notificationNames: Readonly<Record<NotificationKind, string>> = {
  mention: 'mention',
  boost: 'reblog',
  like: 'favourite',
  follow: 'follow',
  follow_request: 'follow_request',
  post: 'status',
  poll: 'poll',
  edit: 'update',
  quote: 'quote',
  quoted_edit: 'quoted_update',
  companion: 'cairn.companion',
  sign_up: 'admin.sign_up',
  report: 'admin.report',
  place_report: 'cairn.place_report',
  moderation_warning: 'moderation_warning',
  severed_follows: 'severed_relationships',
}

export function presentNotificationKind(kind: NotificationKind): string {
  return notificationNames[kind]
}

/** Unknown names are ignored, as apps of newer versions expect. */
export function parseNotificationKinds(names: readonly string[]): NotificationKind[] {
  return Object.entries(notificationNames)
    .filter(([, theirs]) => names.includes(theirs))
    .map(([ours]) => ours as NotificationKind)
}

export const allNotificationKinds = Object.keys(notificationNames) as NotificationKind[]

const actionNames: Readonly<Record<ModerationAction, string>> = {
  none: 'none',
  sensitive: 'sensitive',
  disable: 'disable',
  limit: 'silence',
  suspend: 'suspend',
}

export function presentModerationAction(action: ModerationAction): string {
  return actionNames[action]
}

export function parseModerationAction(name: string): ModerationAction | undefined {
  return moderationActions.find((action) => actionNames[action] === name)
}
