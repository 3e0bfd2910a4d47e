import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'

export const dismissNotification = (needs: { readonly notifications: Pick<Notifications, 'dismiss'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/notifications/:id/dismiss',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: 'Removes one notification.',
    params: byId,
    async handle({ viewer, params }) {
      if ((await needs.notifications.dismiss(viewerId(viewer), params.id)) === 0) throw notFound()
      return {}
    },
  })
