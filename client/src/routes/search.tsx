import { useEffect, useRef, useState } from 'preact/hooks'
import type { Place, SearchResults } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { searchPlaces } from '../api/places.ts'
import { search } from '../api/posts.ts'
import { AccountRow } from '../parts/account-row.tsx'
import { PlaceChoice } from '../parts/checkin/place-choice.tsx'
import { Explore } from '../parts/explore/explore.tsx'
import { SearchHints } from '../parts/explore/search-hints.tsx'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PostCard } from '../parts/post-card.tsx'
import { Empty, Failure, Spinner } from '../parts/states.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { placePath } from '../state/match-route.ts'
import { keepPost } from '../state/posts.ts'
import { here, navigate } from '../state/router.ts'
import { words } from '../words.ts'

type Found = SearchResults & { readonly places: readonly Place[] }

/** Search for people (here and elsewhere), posts, tags and places; without a search, what others look at. */
export function SearchPage() {
  const asked = here.value.query.get('q') ?? ''
  const [query, setQuery] = useState(asked)
  const [found, setFound] = useState<Found | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const q = query.trim()
  const box = useRef<HTMLInputElement>(null)
  // A link to here, or back, says what is searched now.
  useEffect(() => setQuery(asked), [asked])
  useEffect(() => {
    if (q.length < 2) return setFound(null)
    const abort = new AbortController()
    // Asking another server takes a moment, so a handle or link is sent only once typing stops.
    const timer = setTimeout(
      () => {
        setBusy(true)
        setTrouble(null)
        navigate(`${here.value.path}?q=${encodeURIComponent(q)}`, { replace: true })
        searchAll(q, abort.signal)
          .then((answer) => abort.signal.aborted || setFound(answer))
          .catch((error: unknown) => abort.signal.aborted || setTrouble(describeError(error)))
          .finally(() => abort.signal.aborted || setBusy(false))
      },
      isRemote(q) ? 600 : 300,
    )
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [q])
  return (
    <Frame>
      <TopBar />
      <PageHead title={words.search.title} />
      <search class="search-box">
        <span class="search-field">
          <Icon name="search" />
          <input
            ref={box}
            class="input"
            type="search"
            autocomplete="off"
            autocapitalize="none"
            aria-label={words.search.label}
            placeholder={words.search.placeholder}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </span>
        <p class="hint">{words.search.hint}</p>
        <SearchHints
          onChoose={(operator) => {
            setQuery(`${q ? `${q} ` : ''}${operator}`)
            box.current?.focus()
          }}
        />
      </search>
      {busy && <Spinner label={isRemote(q) ? words.search.looking : words.loading} />}
      {trouble && <Failure text={trouble} />}
      {found && <Results found={found} />}
      {q.length < 2 && <Explore />}
    </Frame>
  )
}

function Results({ found }: { readonly found: Found }) {
  const posts = found.statuses.map(keepPost)
  if (found.accounts.length + posts.length + found.hashtags.length + found.places.length === 0) {
    return <Empty title={words.search.nothing} hint={words.search.nothingHint} />
  }
  return (
    <>
      {found.accounts.length > 0 && (
        <section>
          <h2 class="list-title">{words.search.people}</h2>
          <ul class="account-list card">
            {found.accounts.map((account) => (
              <AccountRow key={account.id} account={account} />
            ))}
          </ul>
        </section>
      )}
      {found.places.length > 0 && (
        <section>
          <h2 class="list-title">{words.search.places}</h2>
          <ul class="place-choices card">
            {found.places.slice(0, 8).map((place) => (
              <PlaceChoice key={place.id} place={place} onChoose={(chosen) => navigate(placePath(chosen))} />
            ))}
          </ul>
        </section>
      )}
      {found.hashtags.length > 0 && (
        <section>
          <h2 class="list-title">{words.search.tags}</h2>
          <ul class="tag-list">
            {found.hashtags.map((tag) => (
              <li key={tag.name}>
                <a class="chip" href={`/tags/${encodeURIComponent(tag.name)}`}>
                  #{tag.name}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {posts.length > 0 && (
        <section class="feed">
          <h2 class="list-title">{words.search.posts}</h2>
          {posts.map((id) => (
            <PostCard key={id} id={id} />
          ))}
        </section>
      )}
    </>
  )
}

async function searchAll(q: string, signal: AbortSignal): Promise<Found> {
  // A place search that fails must not hide the people who were found.
  const places = isRemote(q) || q.startsWith('#') ? [] : searchPlaces(q, signal).catch(() => [])
  return { ...(await search(q, isRemote(q), signal)), places: await places }
}

function isRemote(q: string): boolean {
  return /^@?[\w.-]+@[\w.-]+\.\w+|^@?[\w.-]+@[\w.-]+:\d+$/.test(q) || /^https?:\/\//.test(q)
}
