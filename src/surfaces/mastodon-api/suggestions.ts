import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { PresentedAccount, presentAccounts } from './present/present-account.ts'

export interface SuggestionNeeds {
  readonly relationships: Pick<Relationships, 'suggestAccounts'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const suggestionQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ description: 'How many; default 40, most 80.' })),
})

/** Whom the viewer could follow, with why, the best first. */
export async function findSuggestions(
  needs: SuggestionNeeds,
  me: AccountId,
  limit: number | undefined,
): Promise<{ account: PresentedAccount; why: 'friends_of_friends' | 'most_followed' }[]> {
  const found = await needs.relationships.suggestAccounts(me, Math.min(Math.max(limit ?? 40, 1), 80))
  const accounts = await needs.presentAccounts(found.map((one) => one.accountId))
  return found.flatMap(({ accountId, why }) => {
    const account = accounts.get(accountId)
    return account ? [{ account, why }] : []
  })
}
