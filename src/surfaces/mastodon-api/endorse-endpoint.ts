import type { Relationships } from '#domain/relationships/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from './relationship-endpoint.ts'

export type EndorseNeeds = RelationshipNeeds & {
  readonly relationships: Pick<Relationships, 'endorseAccount' | 'unendorseAccount'>
}

/** Two names of the same act: `endorse` since Mastodon 4.4, `pin` before. */
export function endorseEndpoint(needs: EndorseNeeds, verb: 'endorse' | 'pin') {
  return relationshipEndpoint(needs, {
    path: `/api/v1/accounts/:id/${verb}`,
    scopes: ['write:accounts'],
    summary: "Shows an account that the viewer follows on the viewer's profile.",
    async do(me, other) {
      if (!(await needs.relationships.endorseAccount(me, other)))
        throw new Refusal(
          422,
          'Validation failed: You must be already following the person you want to endorse',
        )
    },
  })
}

export function unendorseEndpoint(needs: EndorseNeeds, verb: 'unendorse' | 'unpin') {
  return relationshipEndpoint(needs, {
    path: `/api/v1/accounts/:id/${verb}`,
    scopes: ['write:accounts'],
    summary: "Takes an account off the viewer's profile.",
    do: (me, other) => needs.relationships.unendorseAccount(me, other),
  })
}
