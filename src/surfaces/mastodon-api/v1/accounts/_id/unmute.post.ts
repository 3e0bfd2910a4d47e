import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'unmuteAccount'> }

export const unmuteAccountEndpoint = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/unmute',
    scopes: ['write:mutes'],
    summary: 'Ends a mute.',
    do: (me, other) => needs.relationships.unmuteAccount({ muterId: me, mutedId: other }),
  })
