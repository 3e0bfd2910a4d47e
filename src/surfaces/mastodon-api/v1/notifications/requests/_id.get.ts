import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notificationRequest } from '../../../entities/notification.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'
import type { presentRequests } from '../../../present/present-requests.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'findRequest'>
  readonly presentRequests: ReturnType<typeof presentRequests>
}

export const getNotificationRequest = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/requests/:id',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: notificationRequest,
    summary: 'One request.',
    consistency: 'own',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const found = await needs.notifications.findRequest(me, params.id)
      const [request] = found ? await needs.presentRequests(me, [found]) : []
      if (!request) throw notFound()
      return request
    },
  })
