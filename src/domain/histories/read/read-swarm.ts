import type { FoundVisit } from '../history.ts'
import { type Fields, fieldsOf, listOf, pointOf, textOf, timeOf } from './fields.ts'

const maxPhotos = 4

/**
 * A check-in of Foursquare's export, or of its API: `createdAt` is a text or seconds, a venue may be missing or have no
 * coordinates, and then those of the check-in stand for it.
 */
export function readSwarmCheckin(
  item: Fields,
  photosOf: ReadonlyMap<string, readonly string[]>,
): FoundVisit | undefined {
  const id = textOf(item['id'])
  const arrivedAt = timeOf(item['createdAt'])
  if (!id || arrivedAt === undefined || (item['type'] !== undefined && item['type'] !== 'checkin'))
    return undefined
  const venue = fieldsOf(item['venue'])
  const location = fieldsOf(venue['location'])
  const point =
    pointOf(location['lat'], location['lng']) ??
    pointOf(venue['lat'], venue['lng']) ??
    pointOf(item['lat'], item['lng']) ??
    pointOf(fieldsOf(item['location'])['lat'], fieldsOf(item['location'])['lng'])
  const own = listOf(fieldsOf(item['photos'])['items']).flatMap(photoKeys)
  return {
    source: 'swarm',
    sourceId: id,
    arrivedAt,
    leftAt: null,
    note: textOf(item['shout']) ?? '',
    venue: {
      sourceId: textOf(venue['id']) ?? null,
      name: textOf(venue['name']) ?? textOf(fieldsOf(item['location'])['name']) ?? null,
      category: null,
      latitude: point?.latitude ?? null,
      longitude: point?.longitude ?? null,
    },
    photos: [...new Set([...own, ...(photosOf.get(id) ?? [])])].slice(0, maxPhotos),
  }
}

/** A photo of `photos1.json`: which check-in it belongs to, and the names by which its file is known. */
export function readSwarmPhoto(item: Fields): { checkinId: string; keys: string[] } | undefined {
  const related = textOf(item['relatedItemUrl']) ?? ''
  const checkinId = textOf(fieldsOf(item['checkin'])['id']) ?? /\/checkin\/([0-9a-f]{24})/.exec(related)?.[1]
  const keys = photoKeys(item)
  return checkinId && keys.length > 0 ? { checkinId, keys } : undefined
}

/** The file's name where the item tells it, else the photo's id. */
function photoKeys(item: unknown): string[] {
  const photo = fieldsOf(item)
  const address = textOf(photo['suffix']) ?? textOf(photo['fullUrl']) ?? textOf(photo['url'])
  const name = address?.split('?')[0]?.split('/').at(-1)
  const key = name || textOf(photo['id'])
  return key ? [key] : []
}
