import { Type } from 'typebox'
import { day, entity, nullable, time } from '#platform/http-server/index.ts'
import { place } from './place.ts'

const text = Type.String()
const count = Type.Integer()
const degrees = Type.Number()

const visit = entity('Visit', {
  id: text,
  arrived_at: time,
  left_at: nullable(time),
  verified: text,
  visibility: text,
  note: text,
  place: nullable(place),
})

export const visits = Type.Array(visit)

export const journalDays = Type.Array(Type.Object({ day, visits: count }))

const countries = Type.Array(Type.Object({ country: text, name: text, visits: count }))

export const statistics = entity('JournalStatistics', {
  visits: count,
  places: count,
  days: count,
  streaks: Type.Object({ current: count, longest: count }),
  top_places: Type.Array(Type.Object({ place, visits: count, days: count, first_at: time, last_at: time })),
  countries,
  stickers: Type.Array(
    Type.Object({
      category: text,
      name: text,
      icon: text,
      level: count,
      visits: count,
      next: nullable(count),
    }),
  ),
  hours: Type.Array(Type.Object({ weekday: count, hour: count, visits: count })),
  calendar: journalDays,
})

export const yearInReview = entity('YearInReview', {
  year: count,
  time_zone: text,
  url: nullable(Type.String({ description: 'Its page, where it was given away.' })),
  visits: count,
  places: count,
  days: count,
  longest_streak: count,
  countries,
  kinds: Type.Array(Type.Object({ category: text, name: text, icon: text, visits: count })),
  months: Type.Array(count, { minItems: 12, maxItems: 12 }),
  areas: Type.Array(Type.Object({ latitude: degrees, longitude: degrees, visits: count })),
})

export const crossings = Type.Array(
  Type.Object({
    account: Type.Ref('Account'),
    place: Type.Ref('ShownPlace'),
    at: time,
    times: count,
    own_status_id: text,
    status_id: text,
  }),
)

export const trip = entity('Trip', {
  id: text,
  place,
  starts_on: day,
  ends_on: day,
  shared: Type.Boolean({ description: 'Friends who will be there, too, may know.' }),
})

export const meetings = Type.Array(
  Type.Object({ account: Type.Ref('Account'), place, from: day, until: day, own_trip_id: text }),
)

const point = Type.Object({
  type: Type.Literal('Point'),
  coordinates: Type.Array(degrees, { minItems: 2, maxItems: 2 }),
})

export const ownMap = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      geometry: point,
      properties: Type.Object({
        visits: count,
        places: count,
        last_at: time,
        place_id: nullable(text),
        name: nullable(text),
      }),
    }),
  ),
})

export const journalExport = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      geometry: nullable(point),
      properties: Type.Object({
        id: text,
        uri: text,
        arrived_at: time,
        left_at: nullable(time),
        place: nullable(text),
        place_uri: nullable(text),
        category: nullable(text),
        country: nullable(text),
        visibility: text,
        note: text,
      }),
    }),
  ),
})

export const hiddenHistory = Type.Object({ hidden: count, note: text })

export const checkinPreferences = entity('CheckinPreferences', {
  followers_precision: nullable(text),
  friends_precision: nullable(text),
  fading: Type.Array(Type.Object({ after_days: count, precision: text })),
  hide_after_days: nullable(count),
  mayor_public: Type.Boolean(),
  crossings: Type.Boolean(),
  map_picture: Type.Boolean(),
  photo_places: Type.Boolean(),
})

export const homeZone = entity('HomeZone', {
  id: text,
  label: text,
  outline: Type.Object({
    type: Type.Literal('MultiPolygon'),
    coordinates: Type.Array(Type.Array(Type.Array(Type.Array(degrees, { minItems: 2, maxItems: 2 })))),
  }),
})

/** A check-in that waited is out now, and has another id as a status. */
export const released = Type.Object({ released: Type.Literal(true) })
