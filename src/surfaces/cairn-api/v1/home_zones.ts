import { Type } from 'typebox'
import { type Checkins, type HomeZone, outlineZone, type ZoneId } from '#domain/checkins/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { homeZone } from '../shapes/journal.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'createZone' | 'listZones' | 'removeZone'>
}

const path = '/api/cairn/v1/home_zones'

export const getHomeZones = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(homeZone),
    summary: 'Own areas in which check-ins are no more exact than a town, as outlines for a map.',
    handle: async ({ viewer }) => (await needs.checkins.listZones(viewerId(viewer))).map(present),
  })

export const postHomeZone = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: ['write:accounts'] },
    response: homeZone,
    summary: 'Makes an area round a point that it is not centred on; the point is dropped.',
    body: Type.Object({
      latitude: Type.Number({ minimum: -90, maximum: 90 }),
      longitude: Type.Number({ minimum: -180, maximum: 180 }),
      label: Type.Optional(Type.String({ maxLength: 60 })),
    }),
    async handle({ viewer, body: { label = '', ...point } }) {
      const outcome = await needs.checkins.createZone({ accountId: viewerId(viewer), label, point })
      if (outcome.ok) return present(outcome.zone)
      if (outcome.because === 'too_many') throw new Refusal(422, 'Validation failed: at most ten zones')
      throw new Refusal(422, 'Validation failed: latitude and longitude must be degrees')
    },
  })

export const deleteHomeZone = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: { who: 'user', scopes: ['write:accounts'] },
    response: nothing,
    summary: 'Takes a zone away; check-ins that it made coarser stay so.',
    params: byId,
    async handle({ viewer, params }) {
      const id = parseId<ZoneId>(params.id)
      if (!id || !(await needs.checkins.removeZone(id, viewerId(viewer)))) throw notFound()
      return {}
    },
  })

function present(zone: HomeZone) {
  return {
    id: zone.id,
    label: zone.label,
    outline: { type: 'MultiPolygon', coordinates: outlineZone(zone).map((ring) => [ring]) },
  }
}
