import { Type } from 'typebox'
import type { Places } from '#domain/places/index.ts'
import { endpoint, Refusal, refused } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { addressForm, refuseProblems, toAddress } from '../place-form.ts'
import { presentPlace } from '../present-place.ts'
import { place } from '../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'createVenue'>
}

const thereAlready = Type.Object({ ...refused.properties, place })

const body = Type.Object({
  name: Type.String(),
  latitude: Type.Number(),
  longitude: Type.Number(),
  category: Type.Optional(Type.String()),
  address: Type.Optional(addressForm),
  private: Type.Optional(Type.Boolean({ description: 'Exists for its creator alone: a home.' })),
  force: Type.Optional(Type.Boolean({ description: 'Also when one of the same name stands next to it.' })),
})

export const postPlace = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/places',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: place,
    alsoAnswers: { 409: thereAlready },
    summary: 'Creates a venue. One of the same name next to it is answered with 409 and that venue.',
    body,
    async handle({ viewer, body: given }) {
      const me = viewerId(viewer)
      const outcome = await needs.places.createVenue({
        name: given.name,
        latitude: given.latitude,
        longitude: given.longitude,
        category: given.category || undefined,
        address: given.address && toAddress(given.address),
        private: given.private,
        force: given.force,
        createdBy: me,
      })
      if (outcome.ok) return presentPlace(needs.origin, outcome.place, me)
      if ('duplicateOf' in outcome) {
        const place = presentPlace(needs.origin, outcome.duplicateOf, me)
        throw new Refusal(409, 'This place is there already.', { details: { place } })
      }
      throw refuseProblems(outcome.problems)
    },
  })
