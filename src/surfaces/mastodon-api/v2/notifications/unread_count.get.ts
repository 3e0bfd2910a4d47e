import { Type } from 'typebox'
import { groupedKinds, type Notifications } from '#domain/notifications/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { unreadCount } from '../../entities/notification.ts'
import { notificationFilterFields, toNotificationFilter } from '../../notification-filter.ts'
import { viewerId } from '../../parameters.ts'
import { parseNotificationKinds } from '../../words.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'countSince'>
  readonly timelines: Pick<Timelines, 'findMarkers'>
}

export const getUnreadGroupCount = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/notifications/unread_count',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: unreadCount,
    summary: 'How many groups of notifications came since the marker.',
    consistency: 'own',
    query: Type.Object({
      ...notificationFilterFields,
      grouped_types: Type.Optional(Type.Array(Type.String())),
      limit: Type.Optional(Type.Integer({ description: 'Counts no further; default 100, most 1000.' })),
    }),
    async handle({ viewer, query }) {
      const me = viewerId(viewer)
      const markers = await needs.timelines.findMarkers(me)
      const sinceId = markers.find((marker) => marker.timeline === 'notifications')?.lastReadId ?? '0'
      const limit = Math.min(Math.max(query.limit ?? 100, 1), 1000)
      const grouped = query.grouped_types ? parseNotificationKinds(query.grouped_types) : groupedKinds
      const since = { sinceId, limit, grouped }
      return { count: await needs.notifications.countSince(me, toNotificationFilter(query), since) }
    },
  })
