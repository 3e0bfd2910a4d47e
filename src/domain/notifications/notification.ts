import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'

export type NotificationKind =
  | 'mention'
  | 'boost'
  | 'like'
  | 'follow'
  | 'follow_request'
  | 'post'
  | 'poll'
  | 'edit'
  | 'quote'
  | 'quoted_edit'
  | 'companion'
  | 'sign_up'
  | 'report'
  | 'place_report'
  | 'moderation_warning'
  | 'severed_follows'

export interface Notification {
  readonly id: string
  readonly accountId: AccountId
  readonly kind: NotificationKind
  readonly fromAccountId: AccountId
  readonly postId: PostId | null
  /** The report or the warning that it is about. */
  readonly subjectId: string | null
  readonly createdAt: Date
}
