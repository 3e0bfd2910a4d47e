import { type Static, Type } from 'typebox'
import type { PlaceAddress, VenueProblem } from '#domain/places/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

export const addressForm = Type.Object({
  street: Type.Optional(Type.String()),
  locality: Type.Optional(Type.String()),
  region: Type.Optional(Type.String()),
  postal_code: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
})

export function toAddress(given: Static<typeof addressForm>): PlaceAddress {
  const { postal_code: postalCode, ...rest } = given
  return { ...rest, ...(postalCode && { postalCode }) }
}

/** Everything that is wrong with a venue, at once. */
export function refuseProblems(problems: readonly VenueProblem[]): Refusal {
  const text = problems.map(({ field, problem }) => `${field} ${problem}`).join(', ')
  const details = Object.fromEntries(
    problems.map(({ field, problem }) => [field, [{ error: 'ERR_INVALID', description: problem }]]),
  )
  return new Refusal(422, `Validation failed: ${text}`, { details: { details } })
}
