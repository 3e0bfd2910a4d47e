import { type TProperties, type TSchema, Type } from 'typebox'

/** A named shape: one component of the OpenAPI document, wherever it is used. Names are unique in the whole server. */
export function entity<Members extends TProperties>(name: string, members: Members) {
  return Type.Object(members, { $id: name })
}

export function nullable<Shape extends TSchema>(shape: Shape) {
  return Type.Union([shape, Type.Null()])
}

/** ISO 8601 with a time zone. */
export const time = Type.String({ format: 'date-time' })
export const day = Type.String({ format: 'date' })

/** The answer of what has nothing to say: `{}`. */
export const nothing = Type.Object({})

/** What every refusal says. */
export const refused = entity('Error', {
  error: Type.String({ description: 'What is wrong and what to do, for people.' }),
})

/** What is wrong with parameters, by field; nothing where it is not about one. */
export const invalid = entity('ValidationError', {
  error: Type.String(),
  details: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        error: Type.String({ description: 'For programs: `ERR_INVALID`, `ERR_BLANK`, …' }),
        description: Type.String(),
      }),
    ),
  ),
})

/** RFC 6749, 5.2 */
export const oauthRefused = entity('OAuthError', {
  error: Type.String({ description: 'For programs: `invalid_grant`, …' }),
  error_description: Type.String(),
})
