import { presentAccounts, presentNotifications, presentStatuses } from '#surfaces/mastodon-api/index.ts'
import type { Rooms } from './compose-rooms.ts'

/** The Mastodon surface's shapes, for surfaces that show the same to the same apps. */
export function presentersOf(rooms: Rooms, origin: string) {
  const base = { ...rooms, origin }
  const accounts = presentAccounts(base)
  const statuses = presentStatuses({ ...base, presentAccounts: accounts })
  return {
    presentStatuses: statuses,
    presentNotifications: presentNotifications({
      ...base,
      presentAccounts: accounts,
      presentStatuses: statuses,
    }),
  }
}
