import { Type } from 'typebox'
import { type Notifications, parseGroupKey } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../../entities/account.ts'
import { edgesOf, listAnswer } from '../../../link-header.ts'
import { notFound, toPage, viewerId, withPage } from '../../../parameters.ts'
import type { presentNotifications } from '../../../present/present-notifications.ts'
import { byGroupKey } from '../_group_key.get.ts'

interface Needs {
  readonly origin: string
  readonly notifications: Pick<Notifications, 'listMembers'>
  readonly presentNotifications: ReturnType<typeof presentNotifications>
}

export const getGroupAccounts = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/notifications/:group_key/accounts',
    // Mastodon asks for a scope to write here; either will do.
    access: { who: 'user', scopes: ['read:notifications', 'write:notifications'] },
    response: Type.Array(account),
    paged: true,
    summary: 'The people of a group of notifications.',
    consistency: 'own',
    params: byGroupKey,
    query: withPage({}),
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const group = parseGroupKey(params.group_key)
      if (!group) throw notFound()
      const page = toPage(query, { default: 40, max: 80 })
      const members = await needs.notifications.listMembers(me, group, page)
      const shown = await needs.presentNotifications(me, members)
      const accounts = new Map(shown.map((one) => [one.account.id, one.account]))
      return listAnswer(needs.origin, request, [...accounts.values()], edgesOf(members, page.limit))
    },
  })
