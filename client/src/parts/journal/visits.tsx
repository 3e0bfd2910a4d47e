import { useEffect, useState } from 'preact/hooks'
import { type Visit, visitsPath } from '../../api/journal.ts'
import { dayPath, placePath } from '../../state/match-route.ts'
import { words } from '../../words.ts'
import { PagesEnd } from '../pages-end.tsx'
import { CategoryIcon } from '../place-card.tsx'
import { usePages } from '../use-pages.ts'

const TYPING_MS = 250

/** The whole journal, page by page, and what is searched in it. */
export function Visits() {
  const [query, setQuery] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [query])
  return (
    <section class="card panel">
      <h2>{words.journal.history}</h2>
      <p class="field">
        <label for="journal-search">{words.journal.search}</label>
        <input
          id="journal-search"
          type="search"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </p>
      <Found key={asked} query={asked} />
    </section>
  )
}

function Found({ query }: { readonly query: string }) {
  const pages = usePages<Visit>(visitsPath(query))
  return (
    <>
      <VisitList visits={pages.items} />
      <PagesEnd pages={pages} emptyTitle={words.journal.nothing} />
    </>
  )
}

/** Visits with their days, which lead to all of that day. */
export function VisitList({ visits }: { readonly visits: readonly Visit[] }) {
  return (
    <ul class="journal-list">
      {visits.map(({ id, arrived_at: arrivedAt, note, place }) => (
        <li key={id}>
          <CategoryIcon category={place?.category ?? null} />
          <span>
            {place ? <a href={placePath(place)}>{place.name}</a> : words.journal.unknown}
            {note && <span class="hint"> {note}</span>}
          </span>
          <a class="hint" href={dayPath(localDay(new Date(arrivedAt)))}>
            <time dateTime={arrivedAt}>{new Date(arrivedAt).toLocaleDateString()}</time>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The day that a moment is in where one is, `2026-11-24`. */
export function localDay(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
