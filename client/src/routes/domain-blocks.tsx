import { useEffect, useState } from 'preact/hooks'
import { describeError, getPage, request } from '../api/http.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Empty, Failure, Spinner } from '../parts/states.tsx'
import { dropFeeds } from '../state/feeds.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

const PATH = '/api/v1/domain_blocks'

/** Servers of which one wants to see nothing. */
export function DomainBlocksPage() {
  const [domains, setDomains] = useState<readonly string[]>([])
  const [next, setNext] = useState<string | null>(`${PATH}?limit=200`)
  const [busy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = async () => {
    if (!next) return
    setBusy(true)
    setTrouble(null)
    try {
      const page = await getPage<string>(next)
      setDomains([...domains, ...page.items])
      setNext(page.items.length > 0 ? page.next : null)
    } catch (error) {
      setTrouble(describeError(error))
    }
    setBusy(false)
  }
  useEffect(() => void load(), [])

  const change = async (domain: string, on: boolean) => {
    try {
      await request(PATH, { method: on ? 'POST' : 'DELETE', json: { domain } })
      const others = domains.filter((one) => one !== domain)
      setDomains(on ? [domain, ...others] : others)
      dropFeeds()
      return true
    } catch (error) {
      tellFailure(describeError(error))
      return false
    }
  }
  return (
    <Frame>
      <PageHead title={words.domains.title} lead={words.domains.lead} back />
      <BlockOne onBlock={(domain) => change(domain, true)} />
      {domains.length > 0 && (
        <ul class="card trend-list" aria-label={words.domains.title}>
          {domains.map((domain) => (
            <li key={domain} class="list-row">
              <span class="list-link">{domain}</span>
              <button type="button" class="button button-small" onClick={() => void change(domain, false)}>
                {words.domains.unblock}
                <span class="visually-hidden"> {domain}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {busy && <Spinner />}
      {trouble && <Failure text={trouble} onRetry={() => void load()} />}
      {!busy && !trouble && domains.length === 0 && (
        <Empty title={words.domains.empty} hint={words.domains.emptyHint} />
      )}
      {!busy && next && domains.length > 0 && (
        <button type="button" class="button" onClick={() => void load()}>
          {words.feed.more}
        </button>
      )}
    </Frame>
  )
}

function BlockOne({ onBlock }: { readonly onBlock: (domain: string) => Promise<boolean> }) {
  const [text, setText] = useState('')
  const domain = text.trim().toLowerCase()
  return (
    <form
      class="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (domain) void onBlock(domain).then((done) => done && setText(''))
      }}
    >
      <input
        class="input"
        autocapitalize="none"
        aria-label={words.domains.name}
        placeholder={words.domains.name}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button button-danger" disabled={!domain}>
        {words.domains.block}
      </button>
    </form>
  )
}
