import { useState } from 'preact/hooks'
import { describeError, request } from '../api/http.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PagesEnd } from '../parts/pages-end.tsx'
import { usePages } from '../parts/use-pages.ts'
import { dropFeeds } from '../state/feeds.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

const PATH = '/api/v1/domain_blocks'

/** Servers of which one wants to see nothing. */
export function DomainBlocksPage() {
  const pages = usePages<string>(`${PATH}?limit=200`)

  const change = async (domain: string, on: boolean) => {
    try {
      await request(PATH, { method: on ? 'POST' : 'DELETE', json: { domain } })
      const others = pages.items.filter((one) => one !== domain)
      pages.setItems(on ? [domain, ...others] : others)
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
      {pages.items.length > 0 && (
        <ul class="card trend-list" aria-label={words.domains.title}>
          {pages.items.map((domain) => (
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
      <PagesEnd pages={pages} emptyTitle={words.domains.empty} emptyHint={words.domains.emptyHint} />
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
