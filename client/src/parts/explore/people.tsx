import { useEffect, useId, useState } from 'preact/hooks'
import type { Account } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { type DirectoryOrder, dropSuggestion, listDirectory, listSuggestions } from '../../api/trends.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { AccountRow } from '../account-row.tsx'
import { FollowButton } from '../follow-button.tsx'
import { Icon } from '../icon.tsx'
import { Empty, Failure, Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'

const PAGE = 20

/** Whom one could follow: by whom one follows already, and everybody who wants to be found. */
export function People() {
  return (
    <>
      <Suggestions />
      <Directory />
    </>
  )
}

function Suggestions() {
  const found = useLoad(listSuggestions, [])
  const [dropped, setDropped] = useState<readonly string[]>([])
  if (found.kind !== 'ready') return null
  const shown = found.value.filter(({ account }) => !dropped.includes(account.id))
  if (shown.length === 0) return null
  const drop = (id: string) => {
    setDropped([...dropped, id])
    dropSuggestion(id).catch((error: unknown) => tellFailure(describeError(error)))
  }
  return (
    <section>
      <h2 class="list-title">{words.explore.suggestions}</h2>
      <ul class="account-list card">
        {shown.map(({ account, sources }) => (
          <AccountRow key={account.id} account={account} why={words.explore.why[sources[0] ?? '']}>
            <FollowButton account={account} small />
            <button
              type="button"
              class="icon-button"
              aria-label={words.explore.drop(account.acct)}
              title={words.explore.drop(account.acct)}
              onClick={() => drop(account.id)}
            >
              <Icon name="close" size={18} />
            </button>
          </AccountRow>
        ))}
      </ul>
    </section>
  )
}

function Directory() {
  const [order, setOrder] = useState<DirectoryOrder>('active')
  const [local, setLocal] = useState(false)
  const id = useId()
  return (
    <section>
      <div class="directory-head">
        <h2 class="list-title">{words.explore.directory}</h2>
        <label class="check" for={id}>
          <input
            id={id}
            type="checkbox"
            checked={local}
            onChange={(event) => setLocal(event.currentTarget.checked)}
          />
          <span>{words.explore.localOnly}</span>
        </label>
        <select
          aria-label={words.explore.order}
          value={order}
          onChange={(event) => setOrder(event.currentTarget.value === 'new' ? 'new' : 'active')}
        >
          <option value="active">{words.explore.orders.active}</option>
          <option value="new">{words.explore.orders.new}</option>
        </select>
      </div>
      <DirectoryList key={`${order}:${local}`} order={order} local={local} />
    </section>
  )
}

function DirectoryList({ order, local }: { readonly order: DirectoryOrder; readonly local: boolean }) {
  const [accounts, setAccounts] = useState<readonly Account[]>([])
  const [asked, setAsked] = useState(0)
  const [state, setState] = useState<'busy' | 'more' | 'end' | Error>('busy')
  const load = async () => {
    setState('busy')
    try {
      const page = await listDirectory({ order, local, offset: asked })
      const known = new Set(accounts.map((account) => account.id))
      setAccounts([...accounts, ...page.filter((account) => !known.has(account.id))])
      setAsked(asked + PAGE)
      // Whom one hides is left out of a page, so only an empty one is surely the last.
      setState(page.length > 0 ? 'more' : 'end')
    } catch (error) {
      setState(new Error(describeError(error)))
    }
  }
  useEffect(() => void load(), [])
  return (
    <>
      {accounts.length > 0 && (
        <ul class="account-list card" aria-label={words.explore.directory}>
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
      )}
      {state === 'busy' && <Spinner />}
      {state instanceof Error && <Failure text={state.message} onRetry={() => void load()} />}
      {state === 'end' && accounts.length === 0 && (
        <Empty title={words.explore.empty.people} hint={words.explore.emptyPeopleHint} />
      )}
      {state === 'more' && accounts.length >= PAGE && (
        <button type="button" class="button" onClick={() => void load()}>
          {words.feed.more}
        </button>
      )}
    </>
  )
}
