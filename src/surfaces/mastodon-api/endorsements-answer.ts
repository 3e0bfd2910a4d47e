import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { edgesOf, listAnswer } from './link-header.ts'
import { type pageQuery, toPage } from './parameters.ts'
import type { presentAccounts } from './present/present-account.ts'

export interface EndorsementsNeeds {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listEndorsed'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export async function endorsementsAnswer(
  needs: EndorsementsNeeds,
  accountId: AccountId,
  { query, request }: { query: Static<typeof pageQuery>; request: FastifyRequest },
) {
  const page = toPage(query, { default: 40, max: 80 })
  const endorsed = await needs.relationships.listEndorsed(accountId, page)
  const accounts = await needs.presentAccounts(endorsed.map((one) => one.accountId))
  const list = endorsed.flatMap((one) => accounts.get(one.accountId) ?? [])
  return listAnswer(needs.origin, request, list, edgesOf(endorsed, page.limit))
}
