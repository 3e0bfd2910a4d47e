import { defineEvent } from '#platform/events/index.ts'

/** Subject of all: `announcement:<id>`. */
export const announcementPublished = defineEvent<{ announcementId: string }>('announcement.published')
export const announcementWithdrawn = defineEvent<{ announcementId: string }>('announcement.withdrawn')
/** `count`: how many reacted so, now. */
export const announcementReacted = defineEvent<{ announcementId: string; name: string; count: number }>(
  'announcement.reacted',
)
