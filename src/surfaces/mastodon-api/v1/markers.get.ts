import { Type } from 'typebox'
import type { Marker, Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { markers } from '../entities/list.ts'
import { viewerId } from '../parameters.ts'

export const getMarkers = (needs: { readonly timelines: Pick<Timelines, 'findMarkers'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/markers',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: markers,
    summary: 'How far the viewer has read.',
    query: Type.Object({ timeline: Type.Optional(Type.Array(Type.String())) }),
    async handle({ viewer, query }) {
      const known = await needs.timelines.findMarkers(viewerId(viewer))
      const isMarked = known.some((marker) => marker.timeline === 'notifications')
      const isAsked = query.timeline?.includes('notifications') === true
      const markers = isMarked || !isAsked ? known : [...known, nothingRead]
      return presentMarkers(
        markers.filter((marker) => !query.timeline || query.timeline.includes(marker.timeline)),
      )
    },
  })

/** Elk counts nothing for those who have not read anything yet, when it finds no marker. Homes have none: apps would jump there. */
const nothingRead: Marker = { timeline: 'notifications', lastReadId: '0', version: 0, updatedAt: new Date(0) }

export function presentMarkers(markers: readonly Marker[]) {
  return Object.fromEntries(
    markers.map((marker) => [
      marker.timeline,
      {
        last_read_id: marker.lastReadId,
        version: marker.version,
        updated_at: marker.updatedAt.toISOString(),
      },
    ]),
  )
}
