import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { viewerId } from '../../parameters.ts'

export const destroyNotifications = (needs: { readonly notifications: Pick<Notifications, 'dismiss'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/notifications/destroy_multiple',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: 'Removes several notifications.',
    query: Type.Object({ ids: Type.Optional(Type.Array(Type.String(), { maxItems: 200 })) }),
    async handle({ viewer, query }) {
      for (const given of query.ids ?? []) {
        const id = parseId(given)
        if (id !== undefined) await needs.notifications.dismiss(viewerId(viewer), id)
      }
      return {}
    },
  })
