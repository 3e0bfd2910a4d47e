import { presentAccounts, presentNotifications, presentStatuses } from '#surfaces/mastodon-api/index.ts'
import type { Rooms } from './compose-rooms.ts'
import type { Platform } from './open-platform.ts'

/** The Mastodon surface's shapes, for surfaces that show the same to the same apps. */
export function presentersOf(rooms: Rooms, platform: Pick<Platform, 'clock' | 'settings'>) {
  const base = { ...rooms, clock: platform.clock, origin: platform.settings.origin }
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
