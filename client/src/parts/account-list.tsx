import type { ComponentChildren } from 'preact'
import type { Account } from '../api/entities.ts'
import { AccountRow } from './account-row.tsx'
import { PagesEnd } from './pages-end.tsx'
import { usePages } from './use-pages.ts'

interface AccountListProps {
  /** The address of the first page. */
  readonly path: string
  readonly label: string
  readonly emptyTitle: string
  readonly emptyHint?: string
  /** What stands at the end of a row instead of the follow button. */
  readonly actions?: (account: Account) => ComponentChildren
}

/** Accounts page by page: followers, followed, requests, blocked, muted. */
export function AccountList({ path, label, emptyTitle, emptyHint, actions }: AccountListProps) {
  const pages = usePages<Account>(path)
  return (
    <>
      {pages.items.length > 0 && (
        <ul class="account-list card" aria-label={label}>
          {pages.items.map((account) => (
            <AccountRow key={account.id} account={account}>
              {actions?.(account)}
            </AccountRow>
          ))}
        </ul>
      )}
      <PagesEnd pages={pages} emptyTitle={emptyTitle} {...(emptyHint ? { emptyHint } : {})} />
    </>
  )
}
