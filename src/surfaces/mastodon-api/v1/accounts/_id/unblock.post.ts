import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'unblockAccount'> }

export const unblockAccountEndpoint = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/unblock',
    scopes: ['write:blocks'],
    summary: 'Ends a block.',
    do: (me, other) => needs.relationships.unblockAccount({ blockerId: me, blockedId: other }),
  })
