import { Type } from 'typebox'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { languageParameter } from '../../language-parameter.ts'
import { presentPlace } from '../../present-place.ts'
import { placesFound } from '../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'findPlacesByName'>
}

export const searchPlacesEndpoint = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/search',
    access: { who: 'public', scopes: ['read:search'] },
    response: placesFound,
    summary:
      'Places by name in any language, anywhere; misspelt, too. `why` explains the order, in that of `places`.',
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 200 }),
      lang: languageParameter,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    }),
    async handle({ viewer, query }) {
      const me = viewerId(viewer)
      const found = await needs.places.findPlacesByName({
        query: query.q,
        language: query.lang,
        limit: query.limit ?? 20,
        viewer: me,
      })
      return {
        places: found.map(({ place }) => presentPlace(needs.origin, place, me, query.lang)),
        why: found.map(({ why }) => why),
      }
    },
  })
