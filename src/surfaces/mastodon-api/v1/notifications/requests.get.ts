import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notificationRequest } from '../../entities/notification.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { toPage, viewerId, withPage } from '../../parameters.ts'
import type { presentRequests } from '../../present/present-requests.ts'

interface Needs {
  readonly origin: string
  readonly notifications: Pick<Notifications, 'listRequests'>
  readonly presentRequests: ReturnType<typeof presentRequests>
}

export const getNotificationRequests = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/requests',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: Type.Array(notificationRequest),
    paged: true,
    summary: 'People whose notifications wait until the viewer lets them through.',
    consistency: 'own',
    query: withPage({}),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query, { default: 40, max: 80 })
      const requests = await needs.notifications.listRequests(me, page)
      const list = await needs.presentRequests(me, requests)
      return listAnswer(needs.origin, request, list, edgesOf(requests, page.limit))
    },
  })
