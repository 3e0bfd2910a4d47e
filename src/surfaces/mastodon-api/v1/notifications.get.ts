import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notification } from '../entities/notification.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { notificationFilterFields, supportedTypes, toNotificationFilter } from '../notification-filter.ts'
import { toPage, viewerId, withPage } from '../parameters.ts'
import { withFallbacks } from '../present/present-fallback.ts'
import type { presentNotifications } from '../present/present-notifications.ts'

interface Needs {
  readonly origin: string
  readonly notifications: Pick<Notifications, 'listNotifications'>
  readonly presentNotifications: ReturnType<typeof presentNotifications>
}

export const getNotifications = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: Type.Array(notification),
    paged: true,
    summary: 'What the viewer is told.',
    consistency: 'own',
    query: withPage({ ...notificationFilterFields, ...supportedTypes }),
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 40, max: 80 })
      const me = viewerId(viewer)
      const rows = await needs.notifications.listNotifications(me, toNotificationFilter(query), page)
      const list = withFallbacks(await needs.presentNotifications(me, rows), query.supported_types)
      return listAnswer(needs.origin, request, list, edgesOf(rows, page.limit))
    },
  })
