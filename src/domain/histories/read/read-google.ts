import type { Point } from '#domain/places/index.ts'
import type { FoundVisit } from '../history.ts'
import { type Fields, fieldsOf, numberOf, pointOf, textOf, timeOf } from './fields.ts'
import type { TrackPoint } from './find-stays.ts'

/** Homes and work are named by these kinds, not by names. */
const kinds: Readonly<Record<string, { name: string; category: string }>> = {
  HOME: { name: 'Home', category: 'building=residential' },
  INFERRED_HOME: { name: 'Home', category: 'building=residential' },
  WORK: { name: 'Work', category: 'office=company' },
  INFERRED_WORK: { name: 'Work', category: 'office=company' },
}

/** An element of `timelineObjects` (Takeout, Semantic Location History). */
export function readPlaceVisit(item: Fields): FoundVisit | undefined {
  const visit = fieldsOf(item['placeVisit'])
  const location = fieldsOf(visit['location'])
  const duration = fieldsOf(visit['duration'])
  return toVisit({
    arrivedAt: timeOf(duration['startTimestamp']) ?? timeOf(duration['startTimestampMs']),
    leftAt: timeOf(duration['endTimestamp']) ?? timeOf(duration['endTimestampMs']),
    point: e7(location['latitudeE7'], location['longitudeE7']),
    placeId: textOf(location['placeId']),
    name: textOf(location['name']) ?? textOf(location['address'])?.split('\n')[0],
    kind: textOf(location['semanticType'])?.replace(/^TYPE_/, ''),
  })
}

/** An element of `semanticSegments` (Android's Timeline.json), or of the list that iOS writes. */
export function readSegment(item: Fields): FoundVisit | undefined {
  const visit = fieldsOf(item['visit'])
  // Level 1 is the shop within the mall that level 0 tells of, for the same time.
  if ((numberOf(visit['hierarchyLevel']) ?? 0) > 0) return undefined
  const candidate = fieldsOf(visit['topCandidate'])
  const location = candidate['placeLocation']
  return toVisit({
    arrivedAt: timeOf(item['startTime']),
    leftAt: timeOf(item['endTime']),
    point: parsePair(textOf(location) ?? textOf(fieldsOf(location)['latLng'])),
    placeId: textOf(candidate['placeId']) ?? textOf(candidate['placeID']),
    name: undefined,
    kind: textOf(candidate['semanticType'])?.toUpperCase().replaceAll(' ', '_'),
  })
}

/** An element of `locations` (Takeout's Records.json, earlier Location History.json). */
export function readRecord(item: Fields): TrackPoint | undefined {
  const at = timeOf(item['timestamp']) ?? timeOf(item['timestampMs'])
  const point = e7(item['latitudeE7'], item['longitudeE7'])
  if (at === undefined || !point) return undefined
  return { at, ...point, accuracyMetres: numberOf(item['accuracy']) ?? 0 }
}

interface Told {
  readonly arrivedAt: number | undefined
  readonly leftAt: number | undefined
  readonly point: Point | undefined
  readonly placeId: string | undefined
  readonly name: string | undefined
  readonly kind: string | undefined
}

function toVisit({ arrivedAt, leftAt, point, placeId, name, kind }: Told): FoundVisit | undefined {
  if (arrivedAt === undefined || !point) return undefined
  const known = kind === undefined ? undefined : kinds[kind]
  return {
    source: 'google',
    sourceId: visitKey(arrivedAt),
    arrivedAt,
    leftAt: leftAt !== undefined && leftAt >= arrivedAt ? leftAt : null,
    note: '',
    venue: {
      sourceId: placeId ?? null,
      name: name ?? known?.name ?? null,
      category: known?.category ?? null,
      ...point,
    },
    photos: [],
  }
}

/** The formats round times differently; nobody arrives twice in one minute. */
export function visitKey(arrivedAt: number): string {
  return String(Math.floor(arrivedAt / 60_000))
}

/** Ten-millionths of degrees; some exports have numbers above 2^31 where the sign was lost. */
function e7(latitude: unknown, longitude: unknown): Point | undefined {
  const degrees = (value: unknown) => {
    const number = numberOf(value)
    return number === undefined ? undefined : (number > 1_800_000_000 ? number - 4_294_967_296 : number) / 1e7
  }
  return pointOf(degrees(latitude), degrees(longitude))
}

/** `48.85°, 2.33°` (Android) or `geo:48.85,2.33` (iOS). */
function parsePair(text: string | undefined): Point | undefined {
  const [, latitude, longitude] =
    /^(?:geo:)?\s*(-?\d+(?:\.\d+)?)°?\s*,\s*(-?\d+(?:\.\d+)?)°?$/.exec(text ?? '') ?? []
  return pointOf(latitude, longitude)
}
