import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'blockAccount'> }

export const blockAccountEndpoint = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/block',
    scopes: ['write:blocks'],
    summary: 'Blocks an account.',
    do: (me, other) => needs.relationships.blockAccount({ blockerId: me, blockedId: other }),
  })
