import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notification } from '../../entities/notification.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
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
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const found = await needs.notifications.findNotification(me, params.id)
      const [notification] = found ? await needs.presentNotifications(me, [found]) : []
      if (!notification) throw notFound()
      return notification
    },
  })
