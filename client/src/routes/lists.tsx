import { useId, useState } from 'preact/hooks'
import { findAccount } from '../api/accounts.ts'
import type { Account } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { createList, getLists, getListsWith, type List, setMember } from '../api/lists.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Empty, Failure, Spinner } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { here } from '../state/router.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** One's lists; with `?for=handle`, on which of them somebody is. */
export function ListsPage() {
  const acct = here.value.query.get('for')
  return (
    <Frame>
      <PageHead title={acct ? words.lists.with(acct) : words.lists.title} lead={words.lists.lead} back />
      {acct ? <ListsWith key={acct} acct={acct} /> : <AllLists />}
    </Frame>
  )
}

function AllLists() {
  const [made, setMade] = useState<readonly List[]>([])
  const found = useLoad(getLists, [])
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />
  const lists = [...found.value, ...made]
  return (
    <>
      <NewList onMade={(list) => setMade([...made, list])} />
      {lists.length === 0 && <Empty title={words.lists.empty} hint={words.lists.emptyHint} />}
      {lists.length > 0 && (
        <ul class="card trend-list" aria-label={words.lists.title}>
          {lists.map((list) => (
            <li key={list.id} class="list-row">
              <Icon name="list" />
              <a href={`/lists/${list.id}`} class="list-link">
                <strong>{list.title}</strong>
                {list.exclusive && <span class="hint">{words.lists.isExclusive}</span>}
              </a>
              <a class="button button-small" href={`/lists/${list.id}?edit`}>
                {words.lists.edit}
                <span class="visually-hidden"> {list.title}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function NewList({ onMade }: { readonly onMade: (list: List) => void }) {
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    try {
      onMade(await createList(title.trim()))
      setTitle('')
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  return (
    <form
      class="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (title.trim() && !busy) void make()
      }}
    >
      <input
        class="input"
        aria-label={words.lists.newTitle}
        placeholder={words.lists.newTitle}
        value={title}
        onInput={(event) => setTitle(event.currentTarget.value)}
      />
      <button type="submit" class="button button-primary" disabled={!title.trim() || busy}>
        {words.lists.make}
      </button>
    </form>
  )
}

function ListsWith({ acct }: { readonly acct: string }) {
  const [made, setMade] = useState<readonly List[]>([])
  const found = useLoad(
    async (signal) => {
      const account = await findAccount(acct, signal)
      const [lists, on] = await Promise.all([getLists(signal), getListsWith(account.id, signal)])
      return { account, lists, on: new Set(on.map((list) => list.id)) }
    },
    [acct],
  )
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />
  const { account, lists, on } = found.value
  return (
    <>
      <div class="card panel">
        {[...lists, ...made].map((list) => (
          <Membership key={list.id} list={list} account={account} on={on.has(list.id)} />
        ))}
        {lists.length + made.length === 0 && <p class="hint">{words.lists.emptyHint}</p>}
      </div>
      <NewList onMade={(list) => setMade([...made, list])} />
    </>
  )
}

interface MembershipProps {
  readonly list: List
  readonly account: Account
  readonly on: boolean
}

function Membership({ list, account, on: atFirst }: MembershipProps) {
  const [on, setOn] = useState(atFirst)
  const id = useId()
  const change = async (wanted: boolean) => {
    setOn(wanted)
    try {
      await setMember(list.id, account.id, wanted)
    } catch (error) {
      setOn(!wanted)
      tellFailure(describeError(error))
    }
  }
  return (
    <label class="check" for={id}>
      <input
        id={id}
        type="checkbox"
        checked={on}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      <span>{list.title}</span>
    </label>
  )
}
