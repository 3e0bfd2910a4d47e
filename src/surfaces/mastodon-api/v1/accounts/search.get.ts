import { Type } from 'typebox'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '../../parameters.ts'
import { parseHandle } from '../../parse-handle.ts'
import type { presentAccounts } from '../../present/present-account.ts'

export interface AccountSearchNeeds {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'searchAccounts' | 'findByHandle'>
  readonly relationships: Pick<Relationships, 'filterFollowed' | 'findHidden'>
  readonly resolveHandle: (username: string, domain: string) => Promise<Account | undefined>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getAccountSearch = (needs: AccountSearchNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/search',
    access: { who: 'user', scopes: ['read:accounts'] },
    summary: 'Accounts by name or handle; resolve=true also asks their server.',
    query: Type.Object({
      q: Type.String({ maxLength: 400 }),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer()),
      resolve: Type.Optional(Type.Boolean()),
      following: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, query }) {
      const found = await searchAccounts(needs, viewerId(viewer), {
        text: query.q,
        limit: Math.min(Math.max(query.limit ?? 40, 1), 80),
        offset: Math.max(query.offset ?? 0, 0),
        resolve: query.resolve ?? false,
        following: query.following ?? false,
      })
      return [...(await needs.presentAccounts(found)).values()]
    },
  })

/** An exact handle first, then by beginning of name; without those whom a block stands between. */
export async function searchAccounts(
  needs: Omit<AccountSearchNeeds, 'presentAccounts'>,
  me: AccountId,
  query: { text: string; limit: number; offset: number; resolve: boolean; following: boolean },
): Promise<AccountId[]> {
  const handle = parseHandle(query.text, needs.origin)
  const exact = handle && (await needs.accounts.findByHandle(handle.username, handle.domain))
  const resolved =
    !exact && query.resolve && handle?.domain
      ? await needs.resolveHandle(handle.username, handle.domain)
      : undefined
  const text = query.text.trim().replace(/^@/, '')
  const listed = text === '' ? [] : await needs.accounts.searchAccounts(text, query)
  const hidden = await needs.relationships.findHidden(me)
  const all = [...new Set([exact, resolved, ...listed].flatMap((account) => (account ? [account.id] : [])))]
  const seen = all.filter((id) => !hidden.blocked.has(id))
  const followed = query.following ? await needs.relationships.filterFollowed(me, seen) : undefined
  return seen.filter((id) => !followed || followed.has(id)).slice(0, query.limit)
}
