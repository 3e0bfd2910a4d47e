import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { groupedNotifications } from '../entities/notification.ts'
import { listAnswer } from '../link-header.ts'
import { notificationFilterFields, supportedTypes, toNotificationFilter } from '../notification-filter.ts'
import { toPage, viewerId, withPage } from '../parameters.ts'
import type { presentGroups } from '../present/present-groups.ts'
import { parseNotificationKinds } from '../words.ts'

interface Needs {
  readonly origin: string
  readonly notifications: Pick<Notifications, 'listGroups'>
  readonly presentGroups: ReturnType<typeof presentGroups>
}

export const getGroupedNotifications = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/notifications',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: groupedNotifications,
    paged: true,
    summary: 'What the viewer is told, likes, boosts and follows of half a day together.',
    consistency: 'own',
    query: withPage({
      ...notificationFilterFields,
      ...supportedTypes,
      grouped_types: Type.Optional(
        Type.Array(Type.String(), { description: 'Types that may be grouped; absent: all that can be.' }),
      ),
      expand_accounts: Type.Optional(
        Type.String({ description: 'full, or partial_avatars: all but the first of a group in short.' }),
      ),
    }),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = await needs.notifications.listGroups(me, {
        filter: toNotificationFilter(query),
        grouped: query.grouped_types && parseNotificationKinds(query.grouped_types),
        page: toPage(query, { default: 40, max: 80 }),
      })
      const expand = query.expand_accounts === 'partial_avatars' ? 'partial_avatars' : 'full'
      const body = await needs.presentGroups(me, page.groups, { expand, supported: query.supported_types })
      return listAnswer(needs.origin, request, body, {
        newerThan: page.newest,
        olderThan: page.ended ? undefined : page.oldest,
      })
    },
  })
