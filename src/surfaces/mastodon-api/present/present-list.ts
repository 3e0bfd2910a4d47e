import type { List } from '#domain/lists/index.ts'

export function presentList(list: List) {
  return { id: list.id, title: list.title, replies_policy: list.replies, exclusive: list.exclusive }
}
