import { type Static, type TObject, Type } from 'typebox'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { relationship } from './entities/account.ts'
import { accountId, byId, notFound, viewerId } from './parameters.ts'
import { presentRelationship } from './present/present-relationship.ts'

export interface RelationshipNeeds {
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly relationships: Pick<Relationships, 'findStandings'>
}

/** The endpoints that do one thing between the viewer and another account and answer how they stand now. */
export function relationshipEndpoint<Body extends TObject = TObject>(
  needs: RelationshipNeeds,
  act: {
    path: string
    scopes: readonly string[]
    summary: string
    body?: Body
    /** @throws Refusal */
    do: (me: AccountId, other: AccountId, body: Static<Body>) => Promise<unknown>
  },
) {
  return endpoint({
    method: 'POST',
    path: act.path,
    access: { who: 'user', scopes: act.scopes },
    response: relationship,
    summary: act.summary,
    params: byId,
    body: act.body ?? Type.Object({}),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const other = await needs.accounts.findAccount(accountId(params))
      if (!other) throw notFound()
      await act.do(me, other.id, body as Static<Body>)
      const [standing] = await needs.relationships.findStandings(me, [other.id])
      if (!standing) throw notFound()
      return presentRelationship(standing)
    },
  })
}
