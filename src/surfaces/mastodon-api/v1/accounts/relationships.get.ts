import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { relationship } from '../../entities/account.ts'
import { viewerId } from '../../parameters.ts'
import { presentRelationship } from '../../present/present-relationship.ts'

export const getRelationships = (needs: { readonly relationships: Pick<Relationships, 'findStandings'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/relationships',
    access: { who: 'user', scopes: ['read:follows'] },
    response: Type.Array(relationship),
    summary: 'How the viewer stands to other accounts.',
    query: Type.Object({
      id: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
      with_suspended: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, query }) {
      const ids = (query.id ?? []).flatMap((text) => parseId<AccountId>(text) ?? [])
      const standings = await needs.relationships.findStandings(viewerId(viewer), ids)
      const byAccount = new Map(standings.map((standing) => [standing.accountId, standing]))
      return ids.flatMap((id) => {
        const standing = byAccount.get(id)
        return standing ? [presentRelationship(standing)] : []
      })
    },
  })
