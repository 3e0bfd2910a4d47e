import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { type RelationshipNeeds, relationshipEndpoint } from '../../../relationship-endpoint.ts'

type Needs = RelationshipNeeds & { readonly relationships: Pick<Relationships, 'writeNote'> }

export const noteAccount = (needs: Needs) =>
  relationshipEndpoint(needs, {
    path: '/api/v1/accounts/:id/note',
    scopes: ['write:accounts'],
    summary: 'Keeps a private note about an account; an empty one removes it.',
    body: Type.Object({ comment: Type.Optional(Type.String({ maxLength: 2000 })) }),
    do: (me, other, body) =>
      needs.relationships.writeNote({ accountId: me, targetId: other, note: (body.comment ?? '').trim() }),
  })
