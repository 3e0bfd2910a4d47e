import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'rejectFollow'> }

export const removeFromFollowers = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/remove_from_followers',
    scopes: ['write:follows'],
    summary: 'Ends the follow of somebody who follows the viewer.',
    do: (me, other) => needs.relationships.rejectFollow({ followerId: other, followedId: me }),
  })
