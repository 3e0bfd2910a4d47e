import { type Notifications, parseGroupKey } from '#domain/notifications/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { viewerId } from '../../../parameters.ts'
import { byGroupKey } from '../_group_key.get.ts'

export const dismissGroup = (needs: { readonly notifications: Pick<Notifications, 'dismissGroup'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v2/notifications/:group_key/dismiss',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: 'Removes the notifications of one group.',
    params: byGroupKey,
    async handle({ viewer, params }) {
      const group = parseGroupKey(params.group_key)
      if (group) await needs.notifications.dismissGroup(viewerId(viewer), group)
      return {}
    },
  })
