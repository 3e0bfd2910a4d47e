import type { Relationships } from '#domain/relationships/index.ts'
import { notFound } from '../../../parameters.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'acceptFollow'> }

export const authorizeFollowRequest = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/follow_requests/:id/authorize',
    scopes: ['write:follows'],
    summary: 'Accepts a follow request.',
    async do(me, other) {
      if (!(await needs.relationships.acceptFollow({ followerId: other, followedId: me }))) throw notFound()
    },
  })
