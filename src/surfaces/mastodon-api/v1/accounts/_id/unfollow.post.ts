import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'endFollow'> }

export const unfollowAccount = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/unfollow',
    scopes: ['write:follows'],
    summary: 'Ends a follow, or takes the request back.',
    do: (me, other) => needs.relationships.endFollow({ followerId: me, followedId: other }),
  })
