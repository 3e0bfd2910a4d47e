import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type ArchiveEntry, isZip, openArchive } from '#platform/archives/index.ts'
import { type FoundVisit, HistoryFault, historyLimits } from '../history.ts'
import { fieldsOf } from './fields.ts'
import { type Stay, StayFinder } from './find-stays.ts'
import { readCairnVisit } from './read-cairn.ts'
import { readPlaceVisit, readRecord, readSegment, visitKey } from './read-google.ts'
import { readGpx } from './read-gpx.ts'
import { readJsonItems } from './read-json-items.ts'
import { readSwarmCheckin, readSwarmPhoto } from './read-swarm.ts'

type Bytes = AsyncIterable<Uint8Array>
type PhotosOf = Map<string, readonly string[]>

/**
 * Every visit of a file that somebody brought: a zip of Foursquare, of Google or of Cairn, or one of their files by itself,
 * or GPX.
 * What a file is, its contents say, not its name.
 * @throws HistoryFault, ArchiveFault
 */
export async function* readVisits(path: string, signal: AbortSignal): AsyncGenerator<FoundVisit> {
  if (!(await isZip(path))) {
    yield* readOne(createReadStream(path, { signal }), await firstCharacter(path), new Map())
    return
  }
  await using archive = await openArchive(path, { maxBytes: historyLimits.unpackedBytes })
  const chosen = chooseEntries(archive.entries)
  if (chosen.visits.length === 0) throw new HistoryFault('The zip file holds no history that is known.')
  const photosOf = await readPhotos(chosen.photos, signal)
  for (const entry of chosen.visits) {
    yield* readOne(entry.read(signal), entry.name.toLowerCase().endsWith('.gpx') ? '<' : '{', photosOf)
  }
}

/** Where Google tells visits, the points under them would tell the same visits again. */
function chooseEntries(entries: readonly ArchiveEntry[]): { visits: ArchiveEntry[]; photos: ArchiveEntry[] } {
  const named = (pattern: RegExp) =>
    entries
      .filter((entry) => pattern.test(entry.name) && entry.size > 0)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const cairn = named(/(?:^|\/)check-ins\.geojson$/i)
  const swarm = named(/(?:^|\/)checkins\d*\.json$/i)
  const visits = named(
    /(?:^|\/)Semantic Location History\/.+\.json$|(?:^|\/)Timeline\.json$|(?:^|\/)location-history\.json$/i,
  )
  const records = visits.length > 0 ? [] : named(/(?:^|\/)(?:Records|Location History)\.json$/i)
  return {
    visits: [...cairn, ...swarm, ...visits, ...records, ...named(/\.gpx$/i)],
    photos: swarm.length > 0 ? named(/(?:^|\/)photos\d*\.json$/i) : [],
  }
}

const maxPhotos = 200_000

async function readPhotos(entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<PhotosOf> {
  const photosOf: PhotosOf = new Map()
  let count = 0
  for (const entry of entries) {
    for await (const { value } of readJsonItems(entry.read(signal))) {
      const photo = readSwarmPhoto(value)
      if (!photo || count >= maxPhotos) continue
      count += 1
      photosOf.set(photo.checkinId, [...(photosOf.get(photo.checkinId) ?? []), ...photo.keys].slice(0, 4))
    }
  }
  return photosOf
}

async function firstCharacter(path: string): Promise<string> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
  return buffer
    .subarray(0, bytesRead)
    .toString()
    .replace(/^\uFEFF/, '')
    .trimStart()
    .charAt(0)
}

async function* readOne(bytes: Bytes, first: string, photosOf: PhotosOf): AsyncGenerator<FoundVisit> {
  if (first === '<') yield* readGpxVisits(bytes)
  else if (first === '{' || first === '[') yield* readJsonVisits(bytes, photosOf)
  else throw new HistoryFault('The file is none of the formats that are known.')
}

async function* readJsonVisits(bytes: Bytes, photosOf: PhotosOf): AsyncGenerator<FoundVisit> {
  const stays = new StayFinder()
  for await (const { list, value } of readJsonItems(bytes)) {
    if (list === 'locations') {
      const record = readRecord(value)
      const stay = record && stays.add(record)
      if (stay) yield toVisit(stay, 'google')
      continue
    }
    const visit = readItem(list, value, photosOf)
    if (visit) yield visit
  }
  const last = stays.end()
  if (last) yield toVisit(last, 'google')
}

function readItem(
  list: string,
  value: Readonly<Record<string, unknown>>,
  photosOf: PhotosOf,
): FoundVisit | undefined {
  if (list === 'features') return readCairnVisit(value)
  if (list === 'timelineObjects') return readPlaceVisit(value)
  if (list === 'semanticSegments') return readSegment(value)
  if (list === 'items' || 'createdAt' in value) return readSwarmCheckin(value, photosOf)
  return 'visit' in fieldsOf(value) ? readSegment(value) : undefined
}

async function* readGpxVisits(bytes: Bytes): AsyncGenerator<FoundVisit> {
  const stays = new StayFinder()
  for await (const item of readGpx(bytes)) {
    if (item.kind === 'track') {
      const stay = stays.add(item.point)
      if (stay) yield toVisit(stay, 'gpx')
    } else {
      const { at, name, note, latitude, longitude } = item.point
      const venue = { sourceId: null, name: name ?? null, category: null, latitude, longitude }
      const sourceId = `${visitKey(at)} ${latitude.toFixed(4)},${longitude.toFixed(4)}`
      yield { source: 'gpx', sourceId, arrivedAt: at, leftAt: null, note: note ?? '', venue, photos: [] }
    }
  }
  const last = stays.end()
  if (last) yield toVisit(last, 'gpx')
}

function toVisit(stay: Stay, source: 'google' | 'gpx'): FoundVisit {
  return {
    source,
    sourceId: visitKey(stay.from),
    arrivedAt: stay.from,
    leftAt: stay.until,
    note: '',
    venue: { sourceId: null, name: null, category: null, latitude: stay.latitude, longitude: stay.longitude },
    photos: [],
  }
}
