import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { toPage, viewerId, withPage } from '../parameters.ts'
import type { presentNotifications } from '../present/present-notifications.ts'
import { allNotificationKinds, parseNotificationKinds } from '../words.ts'

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
    summary: 'What the viewer is told.',
    query: withPage({
      types: Type.Optional(Type.Array(Type.String())),
      exclude_types: Type.Optional(Type.Array(Type.String())),
      account_id: Type.Optional(Type.String()),
    }),
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 40, max: 80 })
      const wanted = query.types ? parseNotificationKinds(query.types) : allNotificationKinds
      const unwanted = parseNotificationKinds(query.exclude_types ?? [])
      const filter = {
        kinds: wanted.filter((kind) => !unwanted.includes(kind)),
        fromAccountId: parseId<AccountId>(query.account_id),
      }
      const me = viewerId(viewer)
      const rows = await needs.notifications.listNotifications(me, filter, page)
      const list = await needs.presentNotifications(me, rows)
      return listAnswer(needs.origin, request, list, edgesOf(rows, page.limit))
    },
  })
