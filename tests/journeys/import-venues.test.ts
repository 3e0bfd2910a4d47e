import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { writeOsm } from '#kit/osm-file.ts'
import { type FoursquareRow, writeFoursquare, writeOverture } from '#kit/parquet-files.ts'
import { runCommand } from '#kit/run-command.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let folder: string
const origin = 'https://cairn.test'

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 3 })
  folder = await mkdtemp(join(tmpdir(), 'venue-files-'))
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => db.sql`truncate places, place_sources, place_imports`)

const file = (name: string) => join(folder, name)

interface Outcome {
  readonly [name: string]: unknown
  readonly faults: readonly { readonly row: number; readonly column: string; readonly problem: string }[]
}

/** Runs `places import` and gives what it printed of its only file. */
async function importing(...words: string[]): Promise<Outcome> {
  const { code, out, err } = await runCommand({ url: database.url, origin }, ['places', 'import', ...words])
  if (code !== 0) throw new Error(err)
  const [outcome] = JSON.parse(out) as Outcome[]
  if (!outcome) throw new Error('It printed nothing.')
  return outcome
}

const venues = () =>
  db.sql<Record<string, unknown>[]>`
    select source, source_id, name, names, category, latitude, longitude, country, licence, attribution,
           closed_on is not null as closed, address, same_as, kind
    from places order by source, source_id
  `

const flore: FoursquareRow = {
  fsq_place_id: '4adcda09f964a520dd3321e3',
  name: 'Café de Flore',
  latitude: 48.854149,
  longitude: 2.332646,
  address: '172 Boulevard Saint-Germain',
  locality: 'Paris',
  country: 'FR',
  date_refreshed: '2026-08-01',
  fsq_category_labels: ['Dining and Drinking > Cafe, Coffee, and Tea House > Café'],
}

it('takes Foursquare’s places with kind, address, licence and id', async () => {
  await writeFoursquare(file('fsq.parquet'), [
    flore,
    {
      ...flore,
      fsq_place_id: 'church',
      name: 'St Paul',
      fsq_category_labels: ['Community > Spiritual Center > Church'],
    },
    { ...flore, fsq_place_id: 'gone', name: 'Gone', date_closed: '2020-05-01' },
    { ...flore, fsq_place_id: 'unreal', name: 'Hogwarts', unresolved_flags: ['doesnt_exist'] },
    { ...flore, fsq_place_id: 'nowhere', name: 'Nowhere', latitude: 0, longitude: 0 },
    { ...flore, fsq_place_id: 'polar', name: 'Polar', latitude: 91 },
    { ...flore, fsq_place_id: 'unnamed', name: null },
  ])
  const outcome = await importing(file('fsq.parquet'))
  expect(outcome).toMatchObject({ source: 'foursquare', rows: 7, added: 2, closed: 1, skipped: 2, faulty: 2 })
  expect(outcome.faults).toEqual([
    {
      row: 5,
      column: 'latitude',
      problem: 'is 0, and so is the longitude: that is where the unknown is put',
    },
    { row: 6, column: 'latitude', problem: 'is not a number from -90 to 90' },
  ])
  expect(await venues()).toMatchObject([
    {
      source: 'foursquare',
      sourceId: flore.fsq_place_id,
      name: 'Café de Flore',
      category: 'amenity=cafe',
      country: 'FR',
      licence: 'https://www.apache.org/licenses/LICENSE-2.0',
      address: { street: '172 Boulevard Saint-Germain', locality: 'Paris', country: 'FR' },
      sameAs: [`https://foursquare.com/v/${flore.fsq_place_id}`],
    },
    { name: 'St Paul', category: 'building=church' },
  ])
})

it('leaves a file alone that was read to its end, and doubles nothing when told to read it again', async () => {
  await writeFoursquare(file('twice.parquet'), [flore])
  expect(await importing(file('twice.parquet'))).toMatchObject({ added: 1 })
  expect(await importing(file('twice.parquet'))).toMatchObject({ added: 0, already_imported: true })
  expect(await importing(file('twice.parquet'), '--again')).toMatchObject({ added: 0, unchanged: 1 })
  expect(await venues()).toHaveLength(1)
})

it('brings up to date what a newer file says, and closes what has closed', async () => {
  await writeFoursquare(file('old.parquet'), [flore, { ...flore, fsq_place_id: 'bar', name: 'Bar' }])
  await importing(file('old.parquet'))
  await writeFoursquare(file('new.parquet'), [
    { ...flore, name: 'Le Flore' },
    { ...flore, fsq_place_id: 'bar', name: 'Bar', date_closed: '2026-01-01' },
  ])
  expect(await importing(file('new.parquet'))).toMatchObject({ added: 0, updated: 1, closed: 1 })
  expect(await venues()).toMatchObject([
    { name: 'Le Flore', closed: false },
    { name: 'Bar', closed: true },
  ])
})

it('joins what Overture, OpenStreetMap and a list say of one venue: by id, by name and distance', async () => {
  await writeFoursquare(file('first.parquet'), [flore, { ...flore, fsq_place_id: 'bank', name: 'Banque' }])
  await importing(file('first.parquet'))
  await writeOverture(file('second.parquet'), [
    {
      id: 'gers-1',
      name: 'Flore, the famous one',
      names: { en: 'Flore Café' },
      latitude: 48.8542,
      longitude: 2.3327,
      category: 'cafe',
      sources: [{ dataset: 'Foursquare', record_id: flore.fsq_place_id }],
    },
    {
      id: 'gers-2',
      name: 'Les Deux Magots',
      latitude: 48.854,
      longitude: 2.3331,
      category: 'restaurant',
      sources: [{ dataset: 'meta', record_id: '1' }],
    },
  ])
  expect(await importing(file('second.parquet'))).toMatchObject({ source: 'overture', added: 1, joined: 1 })
  await writeOsm(file('third.osm.pbf'), {
    nodes: [
      {
        id: 1,
        lat: 48.8542,
        lon: 2.3326,
        tags: { name: 'CAFE DE FLORE', amenity: 'cafe', wikidata: 'Q1025017' },
      },
      // As far away as another house of the same name may be.
      { id: 2, lat: 48.86, lon: 2.3326, tags: { name: 'Café de Flore', amenity: 'cafe' } },
    ],
    ways: [],
  })
  expect(await importing(file('third.osm.pbf'))).toMatchObject({ source: 'osm', added: 1, joined: 1 })
  await writeFile(file('own.csv'), 'id;name;lat;lon\n1;Café de Flore;48,8541;2,3327\n')
  expect(await importing(file('own.csv'), '--name', 'Our cafés')).toMatchObject({
    source: 'list:our-cafes',
    joined: 1,
  })
  const sources = await db.sql`
    select place_sources.source, place_sources.source_id, place_sources.licence, places.name, places.same_as
    from place_sources join places on places.id = place_id order by 1
  `
  expect(sources.map(({ source, sourceId, name }) => [source, sourceId, name])).toEqual([
    ['list:our-cafes', '1', 'Café de Flore'],
    ['osm', 'node/1', 'Café de Flore'],
    ['overture', 'gers-1', 'Café de Flore'],
  ])
  expect(sources[1]).toMatchObject({
    licence: 'https://opendatacommons.org/licenses/odbl/1-0/',
    sameAs: expect.arrayContaining([
      'https://www.openstreetmap.org/node/1',
      'https://www.wikidata.org/entity/Q1025017',
    ]),
  })
})

it('takes the middle of the outer ways of multipolygons, such as parks of several parts', async () => {
  const corner = (id: number, lat: number, lon: number) => ({ id, lat, lon })
  const member = (ref: number, role: string) => ({ type: 'way', ref, role }) as const
  await writeOsm(file('parks.osm.pbf'), {
    nodes: [
      // Two parts beside each other, and a lake far away that is no part of the park.
      corner(1, 0, 0),
      corner(2, 0, 0.01),
      corner(3, 0.01, 0.01),
      corner(4, 0.01, 0),
      corner(5, 0.02, 0),
      corner(6, 0.02, 0.03),
      corner(7, 0.04, 0.03),
      corner(8, 0.04, 0),
      corner(9, 50, 50),
      corner(10, 51, 51),
    ],
    ways: [
      { id: 20, refs: [1, 2, 3, 4, 1] },
      { id: 21, refs: [5, 6, 7, 8, 5] },
      { id: 22, refs: [9, 10, 9] },
    ],
    relations: [
      {
        id: 30,
        members: [member(20, 'outer'), member(21, ''), member(22, 'inner')],
        tags: { type: 'multipolygon', name: 'Twin Park', leisure: 'park' },
      },
      // Of another kind, beyond the edge of the cut-out, and without a name.
      { id: 31, members: [member(20, 'outer')], tags: { type: 'route', name: 'Walk', leisure: 'park' } },
      {
        id: 32,
        members: [member(99, 'outer')],
        tags: { type: 'multipolygon', name: 'Gone', leisure: 'park' },
      },
      { id: 33, members: [member(20, 'outer')], tags: { type: 'multipolygon', leisure: 'park' } },
      // A way of two relations.
      {
        id: 34,
        members: [member(20, 'outer')],
        tags: { type: 'multipolygon', name: 'West Mall', shop: 'mall' },
      },
    ],
  })
  expect(await importing(file('parks.osm.pbf'))).toMatchObject({ rows: 19, added: 2, skipped: 17, faulty: 0 })
  const found = (await venues()).filter(({ sourceId }) => String(sourceId).startsWith('relation/'))
  expect(found).toMatchObject([
    {
      sourceId: 'relation/30',
      name: 'Twin Park',
      latitude: 0.02,
      longitude: 0.015,
      category: 'leisure=park',
    },
    { sourceId: 'relation/34', name: 'West Mall', latitude: 0.005, longitude: 0.005, category: 'shop=mall' },
  ])
})

it('takes nodes and the middle of ways that have a name from OpenStreetMap, with their names in other languages', async () => {
  const corner = (id: number, lat: number, lon: number) => ({ id, lat, lon })
  await writeOsm(file('map.osm.pbf'), {
    nodes: [
      {
        id: 10,
        lat: 35.6586,
        lon: 139.7454,
        tags: { name: '東京タワー', 'name:en': 'Tokyo Tower', tourism: 'attraction' },
      },
      { id: 11, lat: 35.66, lon: 139.74, tags: { amenity: 'bench' } },
      { id: 12, lat: 35.661, lon: 139.741, tags: { name: 'Shelter', social_facility: 'shelter' } },
      corner(13, 35.65, 139.74),
      corner(14, 35.65, 139.75),
      corner(15, 35.66, 139.75),
      corner(16, 35.66, 139.74),
    ],
    ways: [
      { id: 20, refs: [13, 14, 15, 16, 13], tags: { name: 'Shiba Park', leisure: 'park' } },
      { id: 21, refs: [13, 14], tags: { name: 'A street', highway: 'residential' } },
      { id: 22, refs: [98, 99], tags: { name: 'Beyond the edge', leisure: 'park' } },
    ],
  })
  expect(await importing(file('map.osm.pbf'))).toMatchObject({ rows: 11, added: 3, skipped: 8, faulty: 0 })
  expect(await venues()).toMatchObject([
    { sourceId: 'node/10', names: [{ name: 'Tokyo Tower', language: 'en' }], category: 'tourism=attraction' },
    { sourceId: 'node/12', category: 'social_facility=shelter' },
    { sourceId: 'way/20', name: 'Shiba Park', latitude: 35.655, longitude: 139.745 },
  ])
})

it('takes GeoJSON, as a collection and by lines, points and areas', async () => {
  const feature = (id: string, name: string, geometry: object, more = {}) => ({
    type: 'Feature',
    id,
    properties: { name, category: 'Museum', ...more },
    geometry,
  })
  const point = { type: 'Point', coordinates: [13.39, 52.52] }
  const area = {
    type: 'Polygon',
    coordinates: [
      [
        [13, 52],
        [13.2, 52],
        [13.2, 52.2],
        [13, 52],
      ],
    ],
  } // prettier-ignore
  const features = [
    feature('a', 'Altes Museum', point),
    feature('b', 'Insel', area),
    feature('c', 'Broken', {}),
  ]
  await writeFile(file('x.geojson'), JSON.stringify({ type: 'FeatureCollection', name: 'x', features }))
  const options = [
    '--name',
    'museums',
    '--licence',
    'https://example.org/licence',
    '--attribution',
    'The museums',
  ]
  expect(await importing(file('x.geojson'), ...options)).toMatchObject({
    source: 'list:museums',
    added: 2,
    faults: [{ row: 3, column: 'geometry' }],
  })
  await writeFile(file('x.ndjson'), `${features.map((one) => JSON.stringify(one)).join('\n')}\nnonsense\n`)
  expect(await importing(file('x.ndjson'), ...options)).toMatchObject({ added: 0, unchanged: 2, faulty: 2 })
  expect(await venues()).toMatchObject([
    {
      sourceId: 'a',
      category: 'tourism=museum',
      licence: 'https://example.org/licence',
      attribution: 'The museums',
    },
    { sourceId: 'b', latitude: 52.1, longitude: 13.1 },
  ])
})

it('takes lists by the names of their columns, or as it is told, and names the rows that it cannot take', async () => {
  await writeFile(
    file('bars.csv'),
    'Ort,Bezeichnung,name:fr,Breite,Länge,Art\nBerlin,"Bar ""X""",Le X,52.5,13.4,bar\nBerlin,Y,,north,13.4,bar\nBerlin,Z,,52.5\n',
  )
  const refused = await runCommand({ url: database.url, origin }, ['places', 'import', file('bars.csv')])
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('no column for name, latitude, longitude'),
  })
  const map = ['name=Bezeichnung', 'latitude=Breite', 'longitude=Länge', 'category=Art', 'locality=Ort']
  const outcome = await importing(file('bars.csv'), ...map.flatMap((one) => ['--map', one]))
  expect(outcome).toMatchObject({ added: 1, faulty: 2 })
  expect(outcome.faults).toEqual([
    { row: 2, column: 'latitude', problem: 'is “north”, not a number' },
    { row: 3, column: '', problem: 'has 4 columns where the first line has 6' },
  ])
  expect(await venues()).toMatchObject([
    {
      name: 'Bar "X"',
      names: [{ name: 'Le X', language: 'fr' }],
      category: 'amenity=bar',
      address: { locality: 'Berlin' },
    },
  ])
})

it('takes dumps of GeoNames: towns with their other names, and sights', async () => {
  const line = (id: number, name: string, others: string, kind: string) =>
    [
      id,
      name,
      name,
      others,
      '50.93',
      '6.95',
      ...kind.split('.'),
      'DE',
      '',
      '07',
      '',
      '',
      '',
      '963395',
      '',
      '53',
      'Europe/Berlin',
      '2025-01-01',
    ].join('\t') // prettier-ignore
  await writeFile(
    file('DE.txt'),
    `${line(2886242, 'Köln', 'CGN,Cologne,Keulen', 'P.PPLA2')}\n${line(1, 'Dom', '', 'S.CH')}\n${line(2, 'A stream', '', 'H.STM')}\n`,
  )
  expect(await importing(file('DE.txt'))).toMatchObject({ source: 'geonames', added: 2, skipped: 1 })
  expect(await venues()).toMatchObject([
    { name: 'Dom', kind: 'venue', category: 'building=church' },
    {
      name: 'Köln',
      kind: 'town',
      names: [
        { name: 'Cologne', language: null },
        { name: 'Keulen', language: null },
      ],
    },
  ])
})

it('says what is wrong with a file that it cannot read', async () => {
  await writeFile(file('noise.parquet'), 'this is not Parquet at all')
  const noise = await runCommand({ url: database.url, origin }, ['places', 'import', file('noise.parquet')])
  expect(noise).toMatchObject({ code: 1, err: expect.stringContaining('parquet') })
  const none = await runCommand({ url: database.url, origin }, ['places', 'import', file('absent.csv')])
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('There is no') })
})

it('goes on after kill -9 where it was, and doubles and leaves out nothing', async () => {
  const total = 16_000
  const rows = Array.from({ length: total }, (_, index) => ({
    ...flore,
    fsq_place_id: `v${index}`,
    name: `Venue ${index}`,
    latitude: 40 + (index % 1000) / 100,
    longitude: 1 + Math.floor(index / 1000) / 10,
  }))
  await writeFoursquare(file('large.parquet'), rows, 5000)
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'places', 'import', file('large.parquet')], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, CAIRN_ORIGIN: origin },
    stdio: 'ignore',
  })
  const readSoFar = async () => {
    const [state] = await db.sql<{ read: string }[]>`select read from place_imports`
    return Number(state?.read ?? 0)
  }
  while ((await readSoFar()) < 4000 && child.exitCode === null) await new Promise(setImmediate)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const resumedAt = await readSoFar()
  expect(resumedAt).toBeGreaterThanOrEqual(4000)
  expect(resumedAt).toBeLessThan(total)
  const [before] = await db.sql`select count(*)::int as rows from places`
  expect(before).toEqual({ rows: resumedAt })
  const outcome = await importing(file('large.parquet'))
  expect(outcome).toMatchObject({ rows: total, resumed_at: resumedAt, added: total - resumedAt, faulty: 0 })
  const [after] = await db.sql`
    select count(*)::int as rows, count(distinct source_id)::int as ids from places
  `
  expect(after).toEqual({ rows: total, ids: total })
  const listed = await runCommand({ url: database.url, origin }, ['places', 'imports'])
  expect(JSON.parse(listed.out)).toMatchObject([{ file: 'large.parquet', rows: total, added: total }])
})
