import { useState } from 'preact/hooks'
import { deleteFilter, type Filter, listFilters } from '../api/filters.ts'
import { describeError } from '../api/http.ts'
import { FilterForm } from '../parts/filters/filter-form.tsx'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { exactTime } from '../parts/relative-time.ts'
import { Empty, Failure, Spinner } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { dropFeeds } from '../state/feeds.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** What one does not want to read: made, changed and deleted here. */
export function FiltersPage() {
  return (
    <Frame>
      <PageHead title={words.filters.title} lead={words.filters.lead} back />
      <AllFilters />
    </Frame>
  )
}

function AllFilters() {
  const [saves, setSaves] = useState(0)
  const [open, setOpen] = useState<string | null>(null)
  const found = useLoad(listFilters, [saves])
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />
  const changed = () => {
    setOpen(null)
    setSaves(saves + 1)
    // Posts come with what filters find in them.
    dropFeeds()
  }
  const remove = (filter: Filter) =>
    deleteFilter(filter.id).then(changed, (error: unknown) => tellFailure(describeError(error)))
  return (
    <>
      {open === 'new' ? (
        <FilterForm filter={null} onSaved={changed} onCancel={() => setOpen(null)} />
      ) : (
        <button type="button" class="button button-primary" onClick={() => setOpen('new')}>
          {words.filters.make}
        </button>
      )}
      {found.value.length === 0 && open !== 'new' && (
        <Empty title={words.filters.empty} hint={words.filters.emptyHint} />
      )}
      {found.value.map((filter) =>
        open === filter.id ? (
          <FilterForm key={filter.id} filter={filter} onSaved={changed} onCancel={() => setOpen(null)} />
        ) : (
          <section key={filter.id} class="card panel filter">
            <div>
              <h2>{filter.title}</h2>
              <p>{filter.keywords.map((one) => one.keyword).join(' · ')}</p>
              <p class="hint">{describe(filter)}</p>
            </div>
            <div class="empty-actions">
              <button type="button" class="button button-small" onClick={() => setOpen(filter.id)}>
                {words.filters.edit}
                <span class="visually-hidden"> {filter.title}</span>
              </button>
              <button
                type="button"
                class="button button-small button-danger"
                onClick={() => void remove(filter)}
              >
                {words.filters.remove}
                <span class="visually-hidden"> {filter.title}</span>
              </button>
            </div>
          </section>
        ),
      )}
    </>
  )
}

function describe({ filter_action, context, expires_at }: Filter): string {
  const where = context.map((one) => words.filters.contexts[one]).join(', ')
  const until = expires_at && words.filters.until(exactTime(Date.parse(expires_at)))
  return [words.filters.actions[filter_action], where, until].filter(Boolean).join(' · ')
}
