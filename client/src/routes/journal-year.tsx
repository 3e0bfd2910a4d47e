import { useState } from 'preact/hooks'
import { describeError } from '../api/http.ts'
import { endSharing, getReview, getStatistics, type Review, shareReview } from '../api/journal.ts'
import { viewOfPoints } from '../parts/draw-locator.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { Calendar, TopPlaces } from '../parts/journal/charts.tsx'
import { Facts } from '../parts/journal/facts.tsx'
import { Months } from '../parts/journal/months.tsx'
import { LocatorMap } from '../parts/locator-map.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Pictogram } from '../parts/pictogram.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** A year in review: the part that may be given away first, what is for oneself alone below. */
export function JournalYearPage({ year }: { readonly year: number }) {
  const [changes, setChanges] = useState(0)
  const review = useLoad((signal) => getReview(year, signal), [year, changes])
  return (
    <Frame>
      <PageHead title={words.journal.review(year)} lead={words.journal.reviewLead} back />
      <nav class="day-nav" aria-label={words.journal.otherYears}>
        <a class="button button-small" href={`/journal/${year - 1}`} rel="prev">
          <Icon name="back" size={18} /> {year - 1}
        </a>
        {year < new Date().getFullYear() ? (
          <a class="button button-small" href={`/journal/${year + 1}`} rel="next">
            {year + 1} <Icon name="next" size={18} />
          </a>
        ) : (
          <span />
        )}
      </nav>
      {review.kind === 'loading' && <Skeletons count={3} />}
      {review.kind === 'failed' && <Missing failure={review} hint="" />}
      {review.kind === 'ready' && (
        <>
          {review.value.visits > 0 || review.value.url ? (
            <>
              <Card review={review.value} />
              <Sharing review={review.value} onChange={() => setChanges((n) => n + 1)} />
            </>
          ) : (
            <Empty title={words.journal.reviewEmpty} hint={words.journal.reviewEmptyHint} />
          )}
          <Own year={year} />
        </>
      )}
    </Frame>
  )
}

/** What whoever has the address sees, too. */
function Card({ review }: { readonly review: Review }) {
  const facts = [
    [words.journal.visits, review.visits],
    [words.journal.places, review.places],
    [words.journal.days, review.days],
    [words.journal.countries, review.countries.length],
    [words.journal.streak, review.longest_streak],
  ] as const
  return (
    <section class="card panel review">
      <LocatorMap
        points={review.areas.map((area) => ({ ...area, radius: 20_000 }))}
        view={viewOfPoints(review.areas, 12, 2)}
        width={640}
        height={320}
        label={words.journal.review(review.year)}
      />
      <Facts class="review-facts" facts={facts} />
      <Months months={review.months} />
      <Counted title={words.journal.countriesTitle} items={review.countries} />
      <Counted title={words.journal.kinds} items={review.kinds} />
    </section>
  )
}

function Counted({
  title,
  items,
}: {
  readonly title: string
  readonly items: ReadonlyArray<{
    readonly name: string
    readonly visits: number
    readonly category?: string
  }>
}) {
  if (items.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      <ul class="review-list">
        {items.slice(0, 12).map(({ name, visits, category }) => (
          <li key={name}>
            {category && <Pictogram of={category} />}
            <span>{name}</span> <strong>{visits}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}

function Sharing({ review, onChange }: { readonly review: Review; readonly onChange: () => void }) {
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      onChange()
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  const { year, url } = review
  return (
    <section class="card panel">
      <h2>{words.journal.share}</h2>
      <p class="hint">{words.journal.shareHint}</p>
      {url ? (
        <>
          <img
            class="review-card"
            src={`${new URL(url).pathname}/card.png`}
            alt={words.journal.cardOf(year)}
            width={1200}
            height={630}
          />
          <p class="field">
            <label for="review-url">{words.journal.shareUrl}</label>
            <input
              id="review-url"
              class="input"
              readOnly
              value={url}
              onFocus={(event) => event.currentTarget.select()}
            />
          </p>
          <p class="journal-doors">
            <button type="button" class="button button-primary" onClick={() => void copy(url)}>
              <Icon name="share" size={20} />
              {words.journal.copy}
            </button>
            <a class="button" href={url} target="_blank" rel="noopener">
              {words.journal.openPage}
            </a>
            <button
              type="button"
              class="button button-danger"
              disabled={busy}
              onClick={() => void act(() => endSharing(year))}
            >
              {words.journal.unshare}
            </button>
          </p>
        </>
      ) : (
        <button
          type="button"
          class="button button-primary"
          disabled={busy}
          onClick={() => void act(() => shareReview(year))}
        >
          <Icon name="share" size={20} />
          {words.journal.makeLink}
        </button>
      )}
    </section>
  )
}

async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url)
    tell(words.journal.copied)
  } catch {
    tellFailure(words.journal.notCopied)
  }
}

/** Exact places, every day, whatever others may see of it. */
function Own({ year }: { readonly year: number }) {
  const loaded = useLoad((signal) => getStatistics(year, signal), [year])
  if (loaded.kind !== 'ready' || loaded.value.visits === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.forYou}</h2>
      <p class="hint">{words.journal.forYouHint(loaded.value.visits, loaded.value.places)}</p>
      <Calendar days={loaded.value.calendar} year={year} />
      <TopPlaces places={loaded.value.top_places} />
    </section>
  )
}
