import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { viewerId } from '../../parameters.ts'

export const clearNotifications = (needs: { readonly notifications: Pick<Notifications, 'dismiss'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/notifications/clear',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: 'Removes all notifications.',
    async handle({ viewer }) {
      await needs.notifications.dismiss(viewerId(viewer))
      return {}
    },
  })
