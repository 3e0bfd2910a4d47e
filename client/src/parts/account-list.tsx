import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Account } from '../api/entities.ts'
import { describeError, getPage } from '../api/http.ts'
import { words } from '../words.ts'
import { AccountRow } from './account-row.tsx'
import { Empty, Failure, Spinner } from './states.tsx'

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
  const [accounts, setAccounts] = useState<readonly Account[]>([])
  const [next, setNext] = useState<string | null>(path)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const load = async () => {
    if (!next) return
    setBusy(true)
    setTrouble(null)
    try {
      const page = await getPage<Account>(next)
      setAccounts((now) => [...now, ...page.items])
      setNext(page.items.length > 0 ? page.next : null)
    } catch (error) {
      setTrouble(describeError(error))
    }
    setBusy(false)
  }
  useEffect(() => void load(), [])
  return (
    <>
      {accounts.length > 0 && (
        <ul class="account-list card" aria-label={label}>
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account}>
              {actions?.(account)}
            </AccountRow>
          ))}
        </ul>
      )}
      {busy && <Spinner />}
      {trouble && <Failure text={trouble} onRetry={() => void load()} />}
      {!busy && !trouble && accounts.length === 0 && (
        <Empty title={emptyTitle} {...(emptyHint ? { hint: emptyHint } : {})} />
      )}
      {!busy && next && accounts.length > 0 && (
        <button type="button" class="button" onClick={() => void load()}>
          {words.feed.more}
        </button>
      )}
    </>
  )
}
