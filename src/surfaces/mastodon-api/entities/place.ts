import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()

/** Of a place in a status: what everybody who may see the status may know. */
export const shownPlace = entity('ShownPlace', {
  id: nullable(text),
  slug: text,
  name: text,
  country: nullable(text),
  country_code: nullable(text),
  url: nullable(text),
  latitude: nullable(Type.Number()),
  longitude: nullable(Type.Number()),
  radius: nullable(Type.Number({ description: 'Metres within which the true place is.' })),
  precision: text,
  category: nullable(text),
  address: nullable(
    Type.Object({
      street: Type.Optional(text),
      locality: Type.Optional(text),
      region: Type.Optional(text),
      postal_code: Type.Optional(text),
      country: Type.Optional(text),
    }),
  ),
  same_as: Type.Array(text),
  licence: nullable(text),
})

export const checkin = entity('Checkin', {
  precision: text,
  arrived_at: time,
  left_at: Type.Optional(nullable(time)),
  place_id: nullable(text),
  companions: Type.Array(Type.Object({ id: text, username: text, acct: text, url: text })),
  own_place_id: Type.Optional(nullable(text)),
})
