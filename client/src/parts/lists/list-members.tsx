import { useEffect, useState } from 'preact/hooks'
import { searchFollowed } from '../../api/accounts.ts'
import type { Account } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { getMembers, setMember } from '../../api/lists.ts'
import { dropFeed } from '../../state/feeds.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { AccountRow } from '../account-row.tsx'
import { Icon } from '../icon.tsx'
import { Failure, Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'

const TYPING = 250

/** Who is on a list, and a search among the people whom one follows to add more. */
export function ListMembers({ listId }: { readonly listId: string }) {
  const found = useLoad((signal) => getMembers(listId, signal), [listId])
  const [changes, setChanges] = useState<ReadonlyMap<string, { account: Account; on: boolean }>>(new Map())
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />

  const members = new Map(found.value.items.map((account) => [account.id, account]))
  for (const { account, on } of changes.values()) {
    if (on) members.set(account.id, account)
    else members.delete(account.id)
  }
  const change = async (account: Account, on: boolean) => {
    setChanges(new Map(changes).set(account.id, { account, on }))
    try {
      await setMember(listId, account.id, on)
      dropFeed(`list:${listId}`)
    } catch (error) {
      setChanges(new Map(changes).set(account.id, { account, on: !on }))
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="list-members">
      <h2 class="list-title">{words.lists.members(members.size)}</h2>
      <FindFollowed members={members} onAdd={(account) => void change(account, true)} />
      {members.size > 0 && (
        <ul class="account-list card" aria-label={words.lists.members(members.size)}>
          {[...members.values()].map((account) => (
            <AccountRow key={account.id} account={account}>
              <button type="button" class="button button-small" onClick={() => void change(account, false)}>
                {words.lists.takeOff}
                <span class="visually-hidden"> @{account.acct}</span>
              </button>
            </AccountRow>
          ))}
        </ul>
      )}
    </section>
  )
}

interface FindFollowedProps {
  readonly members: ReadonlyMap<string, Account>
  readonly onAdd: (account: Account) => void
}

function FindFollowed({ members, onAdd }: FindFollowedProps) {
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<readonly Account[]>([])
  const q = query.trim()
  useEffect(() => {
    if (!q) return setFound([])
    const abort = new AbortController()
    const timer = setTimeout(() => {
      searchFollowed(q, abort.signal).then(
        setFound,
        (error: unknown) => abort.signal.aborted || tellFailure(describeError(error)),
      )
    }, TYPING)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [q])
  const more = found.filter((account) => !members.has(account.id))
  return (
    <search class="search-box">
      <span class="search-field">
        <Icon name="search" />
        <input
          class="input"
          type="search"
          autocapitalize="none"
          aria-label={words.lists.find}
          placeholder={words.lists.find}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </span>
      {more.length > 0 && (
        <ul class="account-list card" aria-label={words.lists.found}>
          {more.map((account) => (
            <AccountRow key={account.id} account={account}>
              <button type="button" class="button button-primary button-small" onClick={() => onAdd(account)}>
                {words.lists.add}
                <span class="visually-hidden"> @{account.acct}</span>
              </button>
            </AccountRow>
          ))}
        </ul>
      )}
    </search>
  )
}
