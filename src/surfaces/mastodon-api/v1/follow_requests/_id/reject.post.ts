import type { Relationships } from '#domain/relationships/index.ts'
import { notFound } from '../../../parameters.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'rejectFollow'> }

export const rejectFollowRequest = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/follow_requests/:id/reject',
    scopes: ['write:follows'],
    summary: 'Refuses a follow request.',
    async do(me, other) {
      if (!(await needs.relationships.rejectFollow({ followerId: other, followedId: me }))) throw notFound()
    },
  })
