import { Type } from 'typebox'
import type { Role } from '#domain/access/index.ts'
import { mayModerate } from '#domain/moderation/index.ts'
import type { Place, PlaceId, Places } from '#domain/places/index.ts'
import { type AnyEndpoint, endpoint, nothing, Refusal, type Viewer } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, viewerId } from '#surfaces/mastodon-api/index.ts'
import { addressForm, refuseProblems, toAddress } from '../../../place-form.ts'
import { findPlaceOr404, placeIdOf } from '../../../place-id.ts'
import { presentPlace } from '../../../present-place.ts'
import { place, placeReports } from '../../../shapes/place.ts'

export interface PlaceLifeNeeds {
  readonly origin: string
  readonly places: Pick<
    Places,
    | 'findPlace'
    | 'findPlaces'
    | 'correctPlace'
    | 'mergePlaces'
    | 'reportPlace'
    | 'listReports'
    | 'resolveReport'
  >
}

const kinds = ['closed', 'wrong', 'duplicate', 'private', 'spam', 'other'] as const
const maxComment = 1000
const maxReports = 200

/** What happens to places once they are there: corrected, reported, and by moderators merged. */
export const placeLifeEndpoints = (needs: PlaceLifeNeeds): AnyEndpoint[] => [
  endpoint({
    method: 'PATCH',
    path: '/api/cairn/v1/places/:id',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: place,
    summary: 'Corrects a venue of this server: its creator may, and moderators. Others report what is wrong.',
    params: byId,
    body: Type.Object({
      name: Type.Optional(Type.String()),
      latitude: Type.Optional(Type.Number()),
      longitude: Type.Optional(Type.Number()),
      category: Type.Optional(Type.String()),
      address: Type.Optional(addressForm),
      closed: Type.Optional(Type.Boolean({ description: 'It is there no more; false: it is.' })),
    }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      if (!mayCorrect(place, viewer)) throw new Refusal(403, 'This action is not allowed')
      const outcome = await needs.places.correctPlace(
        place.id,
        {
          name: body.name,
          latitude: body.latitude,
          longitude: body.longitude,
          category: body.category,
          address: body.address && toAddress(body.address),
          ...(body.closed !== undefined && { closedOn: body.closed ? new Date() : null }),
        },
        me,
      )
      if (!outcome.ok) throw refuseProblems(outcome.problems)
      return presentPlace(needs.origin, outcome.place, me)
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/places/:id/report',
    access: { who: 'user', scopes: ['write:reports'] },
    response: nothing,
    summary:
      'Tells those who run this server what is wrong with a place. A second report replaces the first.',
    params: byId,
    body: Type.Object({
      kind: Type.Enum(kinds),
      comment: Type.Optional(Type.String({ maxLength: maxComment })),
      duplicate_of: Type.Optional(Type.String({ description: 'The place that it is as well.' })),
    }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      const other = body.duplicate_of
      const duplicateOf =
        other === undefined ? null : (await findPlaceOr404(needs.places, { id: other }, me)).id
      await needs.places.reportPlace({
        placeId: place.id,
        reporterId: me,
        kind: body.kind,
        comment: body.comment ?? '',
        duplicateOf,
      })
      return {}
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/admin/place_reports',
    access: { who: 'user', scopes: ['admin:read:reports'] },
    response: placeReports,
    summary: 'Open reports of places, the oldest first.',
    async handle({ viewer }) {
      mustModerate(viewer)
      const reports = await needs.places.listReports(maxReports)
      const places = await needs.places.findPlaces(reports.map(({ placeId }) => placeId))
      return reports.map((report) => {
        const place = places.get(report.placeId)
        return {
          id: report.id,
          kind: report.kind,
          comment: report.comment,
          place: place && presentPlace(needs.origin, place, undefined),
          duplicate_of: report.duplicateOf,
          reporter_id: report.reporterId,
          created_at: report.createdAt.toISOString(),
        }
      })
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/admin/place_reports/:id/resolve',
    access: { who: 'user', scopes: ['admin:write:reports'] },
    response: nothing,
    summary: 'Closes a report of a place.',
    params: byId,
    async handle({ viewer, params }) {
      mustModerate(viewer)
      const id = parseId(params.id)
      if (!id || !(await needs.places.resolveReport(id, viewerId(viewer)))) {
        throw new Refusal(404, 'Record not found')
      }
      return {}
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/admin/places/:id/merge',
    access: { who: 'user', scopes: ['admin:write:reports'] },
    response: place,
    summary: 'Makes this place one with another: its address, check-ins, mayors and followers go there.',
    params: byId,
    body: Type.Object({ into: Type.String() }),
    async handle({ viewer, params, body }) {
      mustModerate(viewer)
      const outcome = await needs.places.mergePlaces({
        fromId: placeIdOf(params),
        intoId: placeIdOf({ id: body.into }),
        by: viewerId(viewer),
      })
      if (outcome.kind === 'merged') {
        return presentPlace(needs.origin, await getPlace(needs, outcome.intoId), undefined)
      }
      if (outcome.because === 'not_found') throw new Refusal(404, 'Record not found')
      throw new Refusal(422, `Validation failed: ${reasons[outcome.because]}`)
    },
  }),
]

const reasons = {
  same: 'A place cannot be merged with itself',
  merged_before: 'One of them was merged before',
  private: 'Private places are merged with those of the same person only',
  unlike: 'A venue and a town cannot be merged',
}

/** Nobody here changes a place of another server, or a town of the gazetteer. */
function mayCorrect(place: Place, viewer: Viewer): boolean {
  if (place.uri !== null || place.kind !== 'venue') return false
  return place.createdBy === viewerId(viewer) || mayModerate(viewer.role as Role, 'reports')
}

function mustModerate(viewer: Viewer): void {
  if (!mayModerate(viewer.role as Role, 'reports')) throw new Refusal(403, 'This action is not allowed')
}

async function getPlace({ places }: PlaceLifeNeeds, id: PlaceId): Promise<Place> {
  const place = (await places.findPlaces([id])).get(id)
  if (!place) throw new Error('A place that another was merged into is gone.')
  return place
}
