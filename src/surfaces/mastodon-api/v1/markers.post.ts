import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Notifications } from '#domain/notifications/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId, roundedBy } from '#platform/ids/index.ts'
import { markers } from '../entities/list.ts'
import { viewerId } from '../parameters.ts'
import { presentMarkers } from './markers.get.ts'

const position = Type.Optional(Type.Object({ last_read_id: Type.String() }))

interface Needs {
  readonly timelines: Pick<Timelines, 'findMarkers' | 'setMarker'>
  readonly notifications: Pick<Notifications, 'findNear'>
}

export const postMarkers = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/markers',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: markers,
    alsoAnswers: { 409: 'error' },
    summary: 'Keeps how far the viewer has read.',
    body: Type.Object({ home: position, notifications: position }),
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      const set = new Set<string>()
      const before = await needs.timelines.findMarkers(me)
      for (const timeline of ['home', 'notifications'] as const) {
        const given = body[timeline]
        if (!given) continue
        const readId = parseId(given.last_read_id)
        if (readId === undefined) throw new Refusal(422, 'Validation failed: last_read_id is not an id')
        const lastReadId = timeline === 'notifications' ? await exactId(needs, me, readId) : readId
        const version = before.find((marker) => marker.timeline === timeline)?.version ?? 0
        // As on Mastodon: whoever is second of two at once reads again before writing.
        if (!(await needs.timelines.setMarker(me, { timeline, lastReadId, version })))
          throw new Refusal(409, 'Conflict during update, please try again')
        set.add(timeline)
      }
      const markers = await needs.timelines.findMarkers(me)
      return presentMarkers(markers.filter((marker) => set.has(marker.timeline)))
    },
  })

/**
 * Web apps post `most_recent_notification_id` as JavaScript has rounded it (Phanpy): taken as it comes, what was read
 * would stay unread, and the app would find its own marker to be another one.
 */
async function exactId(needs: Needs, accountId: AccountId, id: string): Promise<string> {
  return (await needs.notifications.findNear(accountId, id, roundedBy))?.id ?? id
}
