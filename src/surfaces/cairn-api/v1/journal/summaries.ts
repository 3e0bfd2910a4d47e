import { Type } from 'typebox'
import type { Journal, Summary } from '#domain/journal/index.ts'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { spanQuery, toSpan, toTimeZone } from '../../journal-span.ts'
import { presentPlace } from '../../present-place.ts'
import { presentVisit } from '../../present-visit.ts'
import { journalDays, ownMap, statistics, visits } from '../../shapes/journal.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<Journal, 'listDays' | 'listAnniversaries' | 'summarise' | 'drawOwnMap'>
  readonly places: Pick<Places, 'findPlaces'>
}

const own = { who: 'user', scopes: ['read:statuses'] } as const

export const getJournalDays = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal/days',
    access: own,
    response: journalDays,
    summary: 'Days with own check-ins, and how many: a calendar.',
    query: Type.Object(spanQuery),
    handle: ({ viewer, query }) => needs.journal.listDays(viewerId(viewer), toSpan(query)),
  })

export const getOnThisDay = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal/on_this_day',
    access: own,
    response: visits,
    summary: 'Own check-ins on this day of earlier years.',
    query: Type.Object({ time_zone: spanQuery.time_zone }),
    async handle({ viewer, query }) {
      const me = viewerId(viewer)
      const visits = await needs.journal.listAnniversaries(me, toTimeZone(query.time_zone))
      const places = await needs.places.findPlaces(visits.map((visit) => visit.placeId))
      return visits.map((visit) => presentVisit(needs.origin, visit, places.get(visit.placeId), me))
    },
  })

export const getStatistics = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal/statistics',
    access: own,
    response: statistics,
    summary:
      'Own check-ins in numbers, of all times or of a year: streaks, stickers, places, countries, hours.',
    query: Type.Object(spanQuery),
    async handle({ viewer, query }) {
      const me = viewerId(viewer)
      return presentSummary(needs.origin, await needs.journal.summarise(me, toSpan(query)), me)
    },
  })

export const getOwnMap = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal/map',
    access: own,
    response: ownMap,
    summary: 'Own places as GeoJSON, gathered to what can be told apart at a zoom.',
    query: Type.Object({ ...spanQuery, zoom: Type.Optional(Type.Number({ minimum: 0, maximum: 24 })) }),
    async handle({ viewer, query }) {
      const points = await needs.journal.drawOwnMap(viewerId(viewer), toSpan(query), query.zoom ?? 24)
      return {
        type: 'FeatureCollection',
        features: points.map((point) => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [point.longitude, point.latitude] },
          properties: {
            visits: point.visits,
            places: point.places,
            last_at: point.lastAt.toISOString(),
            place_id: point.placeId,
            name: point.name,
          },
        })),
      }
    },
  })

function presentSummary(origin: string, summary: Summary, me: Parameters<typeof presentPlace>[2]) {
  return {
    visits: summary.visits,
    places: summary.places,
    days: summary.days.length,
    streaks: summary.streaks,
    top_places: summary.top.map(({ place, total }) => ({
      place: presentPlace(origin, place, me),
      visits: total.visits,
      days: total.days,
      first_at: total.firstAt.toISOString(),
      last_at: total.lastAt.toISOString(),
    })),
    countries: summary.countries,
    stickers: summary.categories,
    hours: summary.hours,
    calendar: summary.days,
  }
}
