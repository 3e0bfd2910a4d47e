import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notification } from '../../entities/notification.ts'
import { supportedTypes } from '../../notification-filter.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { withFallbacks } from '../../present/present-fallback.ts'
import type { presentNotifications } from '../../present/present-notifications.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'findNotification'>
  readonly presentNotifications: ReturnType<typeof presentNotifications>
}

export const getNotification = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/:id',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: notification,
    summary: 'One notification.',
    consistency: 'own',
    params: byId,
    query: Type.Object(supportedTypes),
    async handle({ viewer, params, query }) {
      const me = viewerId(viewer)
      const found = await needs.notifications.findNotification(me, params.id)
      const shown = found ? await needs.presentNotifications(me, [found]) : []
      const [notification] = withFallbacks(shown, query.supported_types)
      if (!notification) throw notFound()
      return notification
    },
  })
