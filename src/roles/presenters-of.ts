import type { Announcement } from '#domain/announcements/index.ts'
import {
  presentAccounts,
  presentAnnouncements,
  presentConversations,
  presentNotifications,
  presentStatuses,
} from '#surfaces/mastodon-api/index.ts'
import type { Rooms } from './compose-rooms.ts'
import type { Platform } from './open-platform.ts'

/** The Mastodon surface's shapes, for surfaces that show the same to the same apps. */
export function presentersOf(rooms: Rooms, platform: Pick<Platform, 'clock' | 'settings'>) {
  const base = { ...rooms, clock: platform.clock, origin: platform.settings.origin }
  const accounts = presentAccounts(base)
  const statuses = presentStatuses({ ...base, presentAccounts: accounts })
  return {
    presentStatuses: statuses,
    presentConversations: presentConversations({
      ...rooms,
      presentAccounts: accounts,
      presentStatuses: statuses,
    }),
    /** As everybody finds it who has just heard of it. */
    presentAnnouncement: async (one: Announcement) => {
      const [shown] = await presentAnnouncements(base)([{ ...one, read: false, reactions: [] }])
      return shown
    },
    presentNotifications: presentNotifications({
      ...base,
      presentAccounts: accounts,
      presentStatuses: statuses,
    }),
  }
}
