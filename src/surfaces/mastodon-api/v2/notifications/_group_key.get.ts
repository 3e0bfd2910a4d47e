import { Type } from 'typebox'
import { type Notifications, parseGroupKey } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { groupedNotifications } from '../../entities/notification.ts'
import { supportedTypes } from '../../notification-filter.ts'
import { notFound, viewerId } from '../../parameters.ts'
import type { presentGroups } from '../../present/present-groups.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'listMembers'>
  readonly presentGroups: ReturnType<typeof presentGroups>
}

export const byGroupKey = Type.Object({ group_key: Type.String({ maxLength: 100 }) })

export const getNotificationGroup = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/notifications/:group_key',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: groupedNotifications,
    summary: 'One group of notifications.',
    consistency: 'own',
    params: byGroupKey,
    query: Type.Object(supportedTypes),
    async handle({ viewer, params, query }) {
      const me = viewerId(viewer)
      const group = parseGroupKey(params.group_key)
      if (!group) throw notFound()
      const [first, ...rest] = await needs.notifications.listMembers(me, group, { limit: 100 })
      if (!first) throw notFound()
      const one = { key: params.group_key, group, members: [first, ...rest] } as const
      return needs.presentGroups(me, [one], { expand: 'full', supported: query.supported_types })
    },
  })
