import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { followRefusal } from '../../../refusals.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'requestFollow'> }

export const followAccount = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/follow',
    scopes: ['write:follows'],
    summary: 'Follows, or asks to; again to change what is shown.',
    body: Type.Object({
      reblogs: Type.Optional(Type.Boolean()),
      notify: Type.Optional(Type.Boolean()),
      languages: Type.Optional(
        Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), {
          maxItems: 50,
          description: 'Only posts of these languages; empty: of all.',
        }),
      ),
    }),
    async do(me, other, body) {
      const outcome = await needs.relationships.requestFollow({
        followerId: me,
        followedId: other,
        showBoosts: body.reblogs,
        notify: body.notify,
        languages: body.languages,
      })
      if (outcome.kind === 'refused') throw followRefusal(outcome.because)
    },
  })
