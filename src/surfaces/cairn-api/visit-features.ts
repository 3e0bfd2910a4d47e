import type { AccountId } from '#domain/accounts/index.ts'
import type { Journal, Visit, VisitFilter } from '#domain/journal/index.ts'
import { type Place, type Places, placeUri } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'

export interface VisitFeatureNeeds {
  readonly origin: string
  readonly journal: Pick<Journal, 'listVisits'>
  readonly places: Pick<Places, 'findPlaces'>
  readonly posts: Pick<Posts, 'findViews'>
}

const batch = 200

/**
 * A journal as GeoJSON (RFC 7946) for its owner's archive: every check-in at its true place, with the names of its
 * photos. `domain/histories` reads it back.
 */
export function journalFile(needs: VisitFeatureNeeds, me: AccountId): ArchiveFile {
  return { name: 'check-ins.geojson', content: write(needs, me) }
}

async function* write(needs: VisitFeatureNeeds, me: AccountId): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"type":"FeatureCollection","features":[')
  let separator = ''
  let before: VisitFilter['before']
  for (;;) {
    const visits = await needs.journal.listVisits(me, { before }, batch)
    const [places, views] = await Promise.all([
      needs.places.findPlaces(visits.map((visit) => visit.placeId)),
      needs.posts.findViews(visits.map((visit) => visit.postId)),
    ])
    for (const visit of visits) {
      const photos = (views.get(visit.postId)?.media ?? []).flatMap(({ fileKey }) => fileKey ?? [])
      const feature = toFeature(visit, places.get(visit.placeId), { origin: needs.origin, photos })
      yield Buffer.from(`${separator}${JSON.stringify(feature)}`)
      separator = ',\n'
    }
    before = visits.at(-1)
    if (!before) break
  }
  yield Buffer.from(']}\n')
}

/** One check-in as GeoJSON; `uri` names it everywhere. */
export function toFeature(
  visit: Visit,
  place: Place | undefined,
  { origin, photos }: { origin: string; photos?: readonly string[] },
) {
  return {
    type: 'Feature',
    geometry: place ? { type: 'Point', coordinates: [place.longitude, place.latitude] } : null,
    properties: {
      id: visit.postId,
      uri: `${origin}/posts/${visit.postId}`,
      arrived_at: visit.arrivedAt.toISOString(),
      left_at: visit.leftAt?.toISOString() ?? null,
      place: place?.name ?? null,
      place_uri: place && !place.private ? placeUri(origin, place) : null,
      category: place?.category ?? null,
      country: place?.country ?? null,
      visibility: visit.visibility,
      note: visit.note ?? '',
      ...(photos && { photos }),
    },
  }
}
