import { Type } from 'typebox'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Search } from '#domain/search/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../entities/account.ts'
import { viewerId } from '../../parameters.ts'
import { parseHandle } from '../../parse-handle.ts'
import type { presentAccounts } from '../../present/present-account.ts'

export interface AccountSearchNeeds {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findByHandle'>
  readonly relationships: Pick<Relationships, 'filterFollowed' | 'findHidden'>
  readonly search: Pick<Search, 'searchAccounts'>
  readonly resolveHandle: (username: string, domain: string) => Promise<Account | undefined>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getAccountSearch = (needs: AccountSearchNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/search',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(account),
    summary: 'Accounts by name or handle; resolve=true also asks their server.',
    query: Type.Object({
      q: Type.String({ maxLength: 400 }),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ maximum: 1000 })),
      resolve: Type.Optional(Type.Boolean()),
      following: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, query }) {
      const found = await findAccountIds(needs, viewerId(viewer), {
        text: query.q,
        limit: Math.min(Math.max(query.limit ?? 40, 1), 80),
        offset: Math.max(query.offset ?? 0, 0),
        resolve: query.resolve ?? false,
        following: query.following ?? false,
      })
      return [...(await needs.presentAccounts(found)).values()]
    },
  })

interface AccountQuestion {
  readonly text: string
  readonly limit: number
  readonly offset: number
  readonly resolve: boolean
  readonly following: boolean
}

/**
 * An exact handle first, then by the words of names; without those whom a block stands between, unless they are named:
 * apps find by this whom they unblock, and a profile is no secret (`lookup`).
 */
export async function findAccountIds(
  needs: Omit<AccountSearchNeeds, 'presentAccounts'>,
  me: AccountId | undefined,
  query: AccountQuestion,
): Promise<AccountId[]> {
  const exact = query.offset === 0 ? await findByHandle(needs, me, query) : undefined
  const listed = await needs.search.searchAccounts(me, {
    ...query,
    text: query.text.trim().replace(/^@/, ''),
  })
  const hidden = me && (await needs.relationships.findHidden(me))
  const all = [...new Set([...(exact ? [exact.id] : []), ...listed])]
  const seen = all.filter((id) => id === exact?.id || !hidden?.blocked.has(id))
  const followed = query.following && me ? await needs.relationships.filterFollowed(me, seen) : undefined
  return seen.filter((id) => !followed || followed.has(id)).slice(0, query.limit)
}

async function findByHandle(
  needs: Omit<AccountSearchNeeds, 'presentAccounts'>,
  me: AccountId | undefined,
  { text, resolve }: AccountQuestion,
): Promise<Account | undefined> {
  const handle = parseHandle(text, needs.origin)
  if (!handle) return undefined
  const known = await needs.accounts.findByHandle(handle.username, handle.domain)
  // Asking other servers costs them and us: only people of this server may.
  if (known || !me || !resolve || !handle.domain) return known
  return needs.resolveHandle(handle.username, handle.domain)
}
