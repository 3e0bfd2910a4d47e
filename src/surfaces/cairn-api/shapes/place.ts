import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()
const flag = Type.Boolean()
const count = Type.Integer()

/** As apps know them; the surface that speaks Mastodon's words describes them. */
export const account = Type.Ref('Account')
export const status = Type.Ref('Status')
export const statuses = Type.Array(status)

const address = Type.Object({
  street: Type.Optional(text),
  locality: Type.Optional(text),
  region: Type.Optional(text),
  postal_code: Type.Optional(text),
  country: Type.Optional(text),
})

const members = {
  id: text,
  slug: text,
  name: text,
  display_name: Type.String({ description: 'In the language that was asked for, where it is known.' }),
  names: Type.Array(Type.Object({ language: text, name: text })),
  kind: text,
  category: nullable(text),
  latitude: Type.Number(),
  longitude: Type.Number(),
  country: nullable(text),
  country_code: nullable(text),
  region: nullable(text),
  address: nullable(address),
  population: nullable(count),
  source: text,
  licence: nullable(text),
  attribution: text,
  same_as: Type.Array(text),
  url: text,
  uri: text,
  closed_on: nullable(Type.String({ format: 'date' })),
  private: flag,
  created_by_me: flag,
}

export const place = entity('Place', members)

export const wholePlace = entity('WholePlace', {
  ...members,
  credits: Type.Array(
    Type.Object({ source: text, attribution: text, url: nullable(text), licence: nullable(text) }),
  ),
  checkins_count: nullable(count),
})

export const placesNearby = Type.Object({
  places: Type.Array(
    Type.Object({
      place,
      distance: Type.Number({ description: 'Metres.' }),
      why: Type.String({ description: 'Why it stands where it stands.' }),
    }),
  ),
})

export const placesFound = Type.Object({ places: Type.Array(place), why: Type.Array(text) })

export const categoryList = Type.Array(
  Type.Object({ id: text, name: text, icon: text, group: text, sensitive: flag }),
)

export const hereNow = Type.Object({
  count: nullable(Type.Integer({ description: 'From three people on.' })),
  friends: Type.Array(account),
})

export const mayor = Type.Object({ mayor: nullable(Type.Object({ account, days: count })) })
export const mayorships = Type.Array(Type.Object({ place, days: count }))

export const trendingPlaces = Type.Array(
  Type.Object({ place, people: count, rise: Type.Number({ description: 'Times as many as usual.' }) }),
)

export const placeReports = Type.Array(
  Type.Object({
    id: text,
    kind: text,
    comment: text,
    place: Type.Optional(place),
    duplicate_of: nullable(text),
    reporter_id: nullable(text),
    created_at: time,
  }),
)

/** Values are as the place has them: a name, a category, a point, an address. */
export const placeChanges = Type.Array(
  Type.Object({
    id: text,
    kind: text,
    changes: Type.Array(Type.Object({ field: text, before: Type.Unknown(), after: Type.Unknown() })),
    account: nullable(account),
    created_at: time,
  }),
)

export const companions = Type.Array(Type.Object({ account, state: text }))

export const leaderboard = Type.Array(Type.Object({ account, points: count, visits: count, firsts: count }))
