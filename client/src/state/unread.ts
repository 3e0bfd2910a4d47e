import { signal } from '@preact/signals'
import { request } from '../api/http.ts'

/** Notifications that came in since the list was last looked at. */
export const unread = signal(0)

export async function refreshUnread(): Promise<void> {
  const answer = await request<{ count: number }>('/api/v1/notifications/unread_count').catch(() => null)
  if (answer) unread.value = answer.count
}

/** Remembers on the server up to where notifications were read. */
export async function markRead(lastId: string): Promise<void> {
  unread.value = 0
  await request('/api/v1/markers', {
    method: 'POST',
    json: { notifications: { last_read_id: lastId } },
  }).catch(() => null)
}
