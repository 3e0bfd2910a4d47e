import type { AccountId } from '#domain/accounts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { type AccountSearch, type JudgedDomains, selectSearched } from './account-list-store.ts'
import type { ModerationNeeds } from './needs.ts'

type Needs = Pick<ModerationNeeds, 'db'> & {
  readonly accounts: Pick<ModerationNeeds['accounts'], 'listDomains'>
  readonly policies: Pick<ModerationNeeds['policies'], 'getJudge'>
}

/**
 * Accounts as they stand, by themselves or with their domain, as `judgeAccount` says. A domain that was first heard of
 * within a minute may be missing.
 */
export const searchAccounts =
  (needs: Needs) =>
  async (search: AccountSearch, page: Page): Promise<AccountId[]> =>
    selectSearched(needs.db.sql, { search, domains: await judgeDomains(needs, search.status), page })

const byDomain: readonly AccountSearch['status'][] = ['active', 'limited', 'suspended']

async function judgeDomains(
  { accounts, policies }: Needs,
  status: AccountSearch['status'],
): Promise<JudgedDomains> {
  if (!byDomain.includes(status)) return { suspended: [], limited: [] }
  const [domains, judge] = await Promise.all([accounts.listDomains(), policies.getJudge()])
  const those = (severity: 'limit' | 'suspend') => domains.filter((one) => judge(one).severity === severity)
  return { suspended: those('suspend'), limited: those('limit') }
}
