import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Journal, Visit, VisitFilter } from '#domain/journal/index.ts'
import type { Place, Places } from '#domain/places/index.ts'
import { answer, endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { journalExport } from '../../shapes/journal.ts'
import { toFeature } from '../../visit-features.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<Journal, 'listVisits'>
  readonly places: Pick<Places, 'findPlaces'>
}

type Row = readonly [Visit, Place | undefined]

/** More than one answer should hold; whoever has more asks again with `until`. */
const most = 50_000
const batch = 1000
const columns = [
  'id',
  'arrived_at',
  'left_at',
  'place',
  'category',
  'latitude',
  'longitude',
  'country',
  'visibility',
  'note',
] as const

export const exportJournal = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal/export',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: journalExport,
    mediaType: 'application/geo+json',
    summary: `Own check-ins at their true places as GeoJSON (RFC 7946) or CSV (RFC 4180), the latest ${most}.`,
    query: Type.Object({
      format: Type.Optional(Type.Union([Type.Literal('geojson'), Type.Literal('csv')])),
    }),
    async handle({ viewer, query: { format = 'geojson' } }) {
      const rows = await collect(needs, viewerId(viewer))
      const headers = {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/geo+json',
        'content-disposition': `attachment; filename="check-ins.${format}"`,
      }
      return answer(
        format === 'csv' ? toCsv(rows, needs.origin) : JSON.stringify(toGeoJson(rows, needs.origin)),
        { headers },
      )
    },
  })

async function collect(needs: Needs, me: AccountId): Promise<Row[]> {
  const rows: Row[] = []
  let before: VisitFilter['before']
  while (rows.length < most) {
    const visits = await needs.journal.listVisits(me, { before }, batch)
    const places = await needs.places.findPlaces(visits.map((visit) => visit.placeId))
    rows.push(...visits.map((visit): Row => [visit, places.get(visit.placeId)]))
    before = visits.at(-1)
    if (visits.length < batch) break
  }
  return rows
}

function toGeoJson(rows: readonly Row[], origin: string) {
  return {
    type: 'FeatureCollection',
    features: rows.map(([visit, place]) => toFeature(visit, place, { origin })),
  }
}

function toCsv(rows: readonly Row[], origin: string): string {
  const lines = rows.map(([visit, place]) => {
    const values = {
      ...toFeature(visit, place, { origin }).properties,
      latitude: place?.latitude,
      longitude: place?.longitude,
    }
    return columns.map((column) => cell(values[column])).join(',')
  })
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

/** Quoted, and harmless to programs that take what begins like a formula for one. */
function cell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
