import { findCategory } from '#domain/places/index.ts'
import type { FoundVisit } from '../history.ts'
import { type Fields, fieldsOf, listOf, pointOf, textOf, timeOf } from './fields.ts'

const maxPhotos = 4

/** A check-in of Cairn's own archive or export (GeoJSON), of this server or another; `uri` is the same in all of them. */
export function readCairnVisit(feature: Fields): FoundVisit | undefined {
  const told = fieldsOf(feature['properties'])
  const uri = textOf(told['uri'])
  const arrivedAt = timeOf(told['arrived_at'])
  if (!uri || !URL.canParse(uri) || arrivedAt === undefined) return undefined
  const [longitude, latitude] = listOf(fieldsOf(feature['geometry'])['coordinates'])
  const point = pointOf(latitude, longitude)
  const category = textOf(told['category'])
  return {
    source: 'cairn',
    sourceId: uri,
    arrivedAt,
    leftAt: timeOf(told['left_at']) ?? null,
    note: textOf(told['note']) ?? '',
    venue: {
      sourceId: textOf(told['place_uri']) ?? null,
      name: textOf(told['place']) ?? null,
      category: category !== undefined && findCategory(category) ? category : null,
      latitude: point?.latitude ?? null,
      longitude: point?.longitude ?? null,
    },
    photos: listOf(told['photos'])
      .flatMap((key) => textOf(key)?.split('/').at(-1) ?? [])
      .slice(0, maxPhotos),
  }
}
