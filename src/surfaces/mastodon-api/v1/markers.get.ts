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
      const markers = await needs.timelines.findMarkers(viewerId(viewer))
      return presentMarkers(
        markers.filter((marker) => !query.timeline || query.timeline.includes(marker.timeline)),
      )
    },
  })

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
