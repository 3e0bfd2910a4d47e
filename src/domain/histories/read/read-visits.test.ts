import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeZip, swarmCheckins } from '#kit/history-files.ts'
import type { FoundVisit } from '../history.ts'
import { readVisits } from './read-visits.ts'

let folder: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-histories-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function visitsOf(content: string | Uint8Array): Promise<FoundVisit[]> {
  count += 1
  const path = join(folder, String(count))
  await writeFile(path, content)
  return Array.fromAsync(readVisits(path, new AbortController().signal))
}

const paris = { latitudeE7: 488541490, longitudeE7: 23326460 }
const at = (iso: string) => Date.parse(iso)

describe('the export of Foursquare', () => {
  const visit = {
    id: '5a1b2c3d4e5f60718293a4b5',
    at: '2023-11-14 22:18:20.000000',
    venue: { id: '4adcda09f964a520dd3321e3', name: 'Café de Flore' },
    point: { lat: 48.854149, lng: 2.332646 },
    shout: 'Flat white',
  }

  it('is read with times in UTC and the point of the check-in for the venue', async () => {
    expect(await visitsOf(await makeZip({ 'data-export/checkins1.json': swarmCheckins([visit]) }))).toEqual([
      {
        source: 'swarm',
        sourceId: visit.id,
        arrivedAt: at('2023-11-14T22:18:20Z'),
        leftAt: null,
        note: 'Flat white',
        venue: {
          sourceId: '4adcda09f964a520dd3321e3',
          name: 'Café de Flore',
          category: null,
          latitude: 48.854149,
          longitude: 2.332646,
        },
        photos: [],
      },
    ])
  })

  it('is read whole from several files, in their order', async () => {
    const one = (id: string) => swarmCheckins([{ ...visit, id }])
    const zip = await makeZip({
      'checkins10.json': one('c'),
      'checkins2.json': one('b'),
      'checkins1.json': one('a'),
      'comments.json': '{"items":[{"id":"x","createdAt":1}]}',
    })
    expect((await visitsOf(zip)).map((found) => found.sourceId)).toEqual(['a', 'b', 'c'])
  })

  it('is read without a venue, and in the shape of the API', async () => {
    const api = {
      response: {
        checkins: {
          items: [
            {
              id: 'x',
              createdAt: 1466974048,
              venue: { id: 'v', name: 'Pub', location: { lat: 51.5, lng: -0.15 } },
            },
          ],
        },
      },
    }
    expect(await visitsOf(JSON.stringify(api))).toMatchObject([
      { arrivedAt: 1466974048000, venue: { name: 'Pub', latitude: 51.5, longitude: -0.15 } },
    ])
    expect(await visitsOf(swarmCheckins([{ ...visit, venue: null }]))).toMatchObject([
      { venue: { sourceId: null, name: null, latitude: 48.854149 } },
    ])
  })

  it('says which photos belong to a check-in', async () => {
    const photos = {
      items: [
        {
          id: 'p1',
          fullUrl: 'https://igx.4sqi.net/img/general/original/1_abc.jpg',
          relatedItemUrl: `https://www.swarmapp.com/checkin/${visit.id}`,
        },
        { id: 'p2', relatedItemUrl: `https://foursquare.com/user/1/checkin/${visit.id}?s=x` },
        { id: 'p3', relatedItemUrl: 'https://foursquare.com/v/4adcda09f964a520dd3321e3' },
      ],
    }
    const zip = await makeZip({
      'checkins1.json': swarmCheckins([visit]),
      'photos1.json': JSON.stringify(photos),
    })
    expect((await visitsOf(zip))[0]?.photos).toEqual(['1_abc.jpg', 'p2'])
  })
})

describe("Google's timeline", () => {
  const placeVisit = (start: string, more = {}) => ({
    placeVisit: {
      location: { ...paris, placeId: 'ChIJ1', name: 'Café de Flore', address: '172 Bd Saint-Germain\nParis' },
      duration: { startTimestamp: start, endTimestamp: '2021-03-01T11:00:00Z' },
      ...more,
    },
  })

  it('is read from the months of Takeout, and not once more from its points', async () => {
    const zip = await makeZip({
      'Takeout/Location History/Semantic Location History/2021/2021_MARCH.json': JSON.stringify({
        timelineObjects: [{ activitySegment: {} }, placeVisit('2021-03-01T10:00:00.123Z')],
      }),
      'Takeout/Location History/Records.json': JSON.stringify({
        locations: [0, 10, 20].map((minute) => ({ ...paris, timestamp: `2021-03-01T10:${10 + minute}:00Z` })),
      }),
    })
    expect(await visitsOf(zip)).toMatchObject([
      {
        source: 'google',
        arrivedAt: at('2021-03-01T10:00:00.123Z'),
        leftAt: at('2021-03-01T11:00:00Z'),
        venue: { sourceId: 'ChIJ1', name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 },
      },
    ])
  })

  it('is read in the older form with milliseconds as text', async () => {
    const older = { placeVisit: { location: paris, duration: { startTimestampMs: '1546336800000' } } }
    expect(await visitsOf(JSON.stringify({ timelineObjects: [older] }))).toMatchObject([
      { arrivedAt: 1546336800000, leftAt: null },
    ])
  })

  it('is sampled from raw points to stays, without points that know too little', async () => {
    const point = (minutes: number, latitude: number, accuracy = 20) => ({
      latitudeE7: Math.round(latitude * 1e7),
      longitudeE7: 23326460,
      accuracy,
      timestampMs: String(at('2020-01-01T10:00:00Z') + minutes * 60_000),
    })
    const locations = [
      ...[0, 5, 10, 20].map((minutes) => point(minutes, 48.854149 + minutes / 1e6)),
      point(22, 48.2, 5000),
      ...[25, 26, 27, 28].map((minutes, step) => point(minutes, 48.86 + step / 100)),
      ...[40, 60].map((minutes) => point(minutes, 48.95)),
    ]
    expect(await visitsOf(JSON.stringify({ locations }))).toMatchObject([
      { arrivedAt: at('2020-01-01T10:00:00Z'), leftAt: at('2020-01-01T10:20:00Z'), venue: { name: null } },
      { arrivedAt: at('2020-01-01T10:40:00Z'), leftAt: at('2020-01-01T11:00:00Z') },
    ])
  })

  it('is read from an Android phone, whose raw signals are passed over', async () => {
    const visit = (hierarchyLevel: number) => ({
      startTime: '2024-05-01T18:00:00.000-04:00',
      endTime: '2024-05-01T20:00:00.000-04:00',
      visit: {
        hierarchyLevel,
        topCandidate: {
          placeId: 'ChIJ2',
          semanticType: 'HOME',
          placeLocation: { latLng: '48.854149°, 2.332646°' },
        },
      },
    })
    const file = {
      semanticSegments: [{ startTime: '2024-05-01T17:00:00Z', timelinePath: [] }, visit(0), visit(1)],
      rawSignals: [{ position: { LatLng: '1.0°, 2.0°' } }],
      userLocationProfile: { frequentPlaces: [] },
    }
    expect(await visitsOf(JSON.stringify(file))).toMatchObject([
      {
        arrivedAt: at('2024-05-01T22:00:00Z'),
        venue: { sourceId: 'ChIJ2', name: 'Home', category: 'building=residential', latitude: 48.854149 },
      },
    ])
  })

  it('is read from an iPhone', async () => {
    const file = [
      {
        startTime: '2024-05-01T18:00:00.000+02:00',
        endTime: '2024-05-01T19:00:00.000+02:00',
        visit: {
          hierarchyLevel: '0',
          topCandidate: { placeID: 'ChIJ3', semanticType: 'Work', placeLocation: 'geo:48.854149,2.332646' },
        },
      },
      { startTime: '2024-05-01T19:00:00.000+02:00', timelinePath: [] },
    ]
    expect(await visitsOf(JSON.stringify(file))).toMatchObject([
      { arrivedAt: at('2024-05-01T16:00:00Z'), venue: { name: 'Work', longitude: 2.332646 } },
    ])
  })
})

describe('GPX', () => {
  it('gives its waypoints, and the stays of its tracks', async () => {
    const points = [0, 8, 16, 30]
      .map(
        (minutes) =>
          `<trkpt lat="48.8541" lon="2.3326"><time>2022-06-01T10:${String(minutes).padStart(2, '0')}:00Z</time></trkpt>`,
      )
      .join('')
    const gpx = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
      <wpt lat="45.832622" lon="6.865175"><time>2022-06-01T12:00:00Z</time><name>Mont Blanc &amp; co</name><desc>Cold</desc></wpt>
      <wpt lat="1" lon="2"><name>Without a time</name></wpt>
      <trk><trkseg>${points}</trkseg></trk></gpx>`
    expect(await visitsOf(gpx)).toMatchObject([
      { source: 'gpx', note: 'Cold', venue: { name: 'Mont Blanc & co', latitude: 45.832622 } },
      { source: 'gpx', arrivedAt: at('2022-06-01T10:00:00Z'), leftAt: at('2022-06-01T10:30:00Z') },
    ])
  })
})

describe('what is none of these', () => {
  it.each([
    ['a text', 'Dear diary'],
    ['nothing', ' '],
    ['HTML', '<!doctype html><html></html>'],
    ['JSON that ends in the middle', '{"items":[{"id":"a"'],
    ['JSON with a fault', '{"items":[{"id" "a"}]}'],
  ])('is refused: %s', async (_what, content) => {
    await expect(visitsOf(content)).rejects.toMatchObject({ name: 'HistoryFault' })
  })

  it('is refused: a zip with other things', async () => {
    await expect(visitsOf(await makeZip({ 'photo.jpg': 'x' }))).rejects.toMatchObject({
      name: 'HistoryFault',
    })
  })

  it('is refused: a zip that is cut', async () => {
    const zip = await makeZip({ 'checkins1.json': swarmCheckins([]) })
    await expect(visitsOf(zip.subarray(0, zip.length - 30))).rejects.toMatchObject({ name: 'ArchiveFault' })
  })

  it('is refused: a zip bomb, before it is unpacked', async () => {
    const bomb = await makeZip({ 'checkins1.json': new Uint8Array(20_000_000) })
    expect(bomb.length).toBeLessThan(100_000)
    await expect(visitsOf(bomb)).rejects.toThrow('too large when unpacked')
  })

  it('never gives a visit with an impossible point or time, whatever stands in the fields', async () => {
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.integer(), fc.string())
    const items = fc.array(
      fc.record({
        id: fc.oneof(fc.string(), anything),
        createdAt: anything,
        lat: anything,
        lng: anything,
        venue: anything,
      }),
      { maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(items, async (list) => {
        for (const { arrivedAt, venue } of await visitsOf(JSON.stringify({ items: list }))) {
          expect(Number.isInteger(arrivedAt)).toBe(true)
          expect(Math.abs(venue.latitude ?? 0)).toBeLessThanOrEqual(90)
          expect(Math.abs(venue.longitude ?? 0)).toBeLessThanOrEqual(180)
        }
      }),
      { numRuns: 100 },
    )
  })
})
