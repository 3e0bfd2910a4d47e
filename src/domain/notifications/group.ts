import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { Notification, NotificationKind } from './notification.ts'

/** Kinds that are told together: many people, one thing, within half a day. */
export const groupedKinds: readonly NotificationKind[] = ['boost', 'like', 'follow', 'sign_up']

const spanMs = 12 * 3_600_000

/** What notifications are grouped by; a notification that stands alone has its own id. */
export type GroupRef =
  | { readonly kind: NotificationKind; readonly postId: PostId | null; readonly span: number }
  | { readonly id: string }

/** @param grouped kinds that may be grouped, as the reader asks */
export function groupOf(
  one: Pick<Notification, 'id' | 'kind' | 'postId' | 'createdAt'>,
  grouped: readonly NotificationKind[] = groupedKinds,
): GroupRef {
  if (!grouped.includes(one.kind) || !groupedKinds.includes(one.kind)) return { id: one.id }
  return { kind: one.kind, postId: one.postId, span: Math.floor(one.createdAt.getTime() / spanMs) }
}

/** The time that a group spans. */
export function spanOf({ span }: { readonly span: number }): { from: Date; to: Date } {
  return { from: new Date(span * spanMs), to: new Date((span + 1) * spanMs) }
}

/** `like-<post>-<span>`, `follow-<span>`, `ungrouped-<id>`: what apps hand back to name a group. */
export function formatGroupKey(group: GroupRef): string {
  if ('id' in group) return `ungrouped-${group.id}`
  return [group.kind, group.postId, group.span].filter((part) => part !== null).join('-')
}

/** @returns undefined for what no group is named by */
export function parseGroupKey(key: string): GroupRef | undefined {
  const alone = /^ungrouped-(\d{1,19})$/.exec(key)?.[1]
  if (alone !== undefined) {
    const id = parseId(alone)
    return id === undefined ? undefined : { id }
  }
  const [, kind, post, span] = /^([a-z_]+)(?:-(\d{1,19}))?-(\d{1,7})$/.exec(key) ?? []
  const known = groupedKinds.find((one) => one === kind)
  if (!known || span === undefined) return undefined
  return { kind: known, postId: parseId<PostId>(post) ?? null, span: Number(span) }
}
