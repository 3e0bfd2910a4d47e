import { useState } from 'preact/hooks'
import {
  exportJournal,
  getLeaderboard,
  getStatistics,
  listAnniversaries,
  listJournalPoints,
  listVisits,
  type Statistics,
  type Visit,
} from '../api/checkins.ts'
import { describeError } from '../api/http.ts'
import { Avatar, Name } from '../parts/avatar.tsx'
import { Frame } from '../parts/frame.tsx'
import { BringHistory } from '../parts/journal/bring-history.tsx'
import { Calendar, Hours, TopPlaces } from '../parts/journal/charts.tsx'
import { Stickers } from '../parts/journal/stickers.tsx'
import { MapView } from '../parts/map/map-view.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { CategoryIcon } from '../parts/place-card.tsx'
import { Choice } from '../parts/settings/choice.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { placePath, profilePath } from '../state/match-route.ts'
import { navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Where one was: for oneself alone. */
export function JournalPage() {
  const [year, setYear] = useState<number | null>(null)
  const [brought, setBrought] = useState(0)
  const loaded = useLoad((signal) => getStatistics(year, signal), [year, brought])
  return (
    <Frame>
      <PageHead title={words.journal.title} lead={words.journal.lead}>
        <ExportButton />
      </PageHead>
      {loaded.kind === 'loading' && <Skeletons count={3} />}
      {loaded.kind === 'failed' && <Missing failure={loaded} hint="" />}
      {loaded.kind === 'ready' && (
        <>
          <section class="card panel">
            <Choice
              label={words.journal.span}
              value={year}
              choices={yearsToNow()}
              say={(one) => (one === null ? words.journal.always : String(one))}
              onChange={setYear}
            />
            {loaded.value.visits > 0 && <Numbers statistics={loaded.value} year={year} />}
          </section>
          {loaded.value.visits > 0 ? (
            <>
              <OwnMap key={`${year} ${brought}`} year={year} />
              <Stickers stickers={loaded.value.stickers} />
            </>
          ) : (
            <Empty title={words.journal.empty} hint={words.journal.emptyHint}>
              <a class="button button-clay" href="/check-in">
                {words.nav.checkIn}
              </a>
            </Empty>
          )}
        </>
      )}
      <Leaderboard />
      <OnThisDay />
      <Visits key={brought} />
      <BringHistory onDone={() => setBrought((n) => n + 1)} />
    </Frame>
  )
}

function yearsToNow(): (number | null)[] {
  const now = new Date().getFullYear()
  return [null, ...Array.from({ length: 15 }, (_, index) => now - index)]
}

function Numbers({ statistics, year }: { readonly statistics: Statistics; readonly year: number | null }) {
  const { visits, places, countries, streaks } = statistics
  const facts = [
    [words.journal.visits, visits],
    [words.journal.places, places],
    [words.journal.countries, countries.length],
    [words.journal.streak, streaks.current],
    [words.journal.longest, streaks.longest],
  ] as const
  return (
    <>
      <dl class="journal-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dd>{value}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      <Calendar days={statistics.calendar} year={year ?? new Date().getFullYear()} />
      <Hours hours={statistics.hours} />
      <TopPlaces places={statistics.top_places} />
    </>
  )
}

function OwnMap({ year }: { readonly year: number | null }) {
  const loaded = useLoad((signal) => listJournalPoints(year, signal), [year])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  const points = loaded.value.map((point, index) => {
    const [longitude, latitude] = point.geometry.coordinates
    const { name, place_id: placeId, visits } = point.properties
    return {
      id: placeId ?? `cluster-${index}`,
      label: name ?? words.journal.visitsHere(visits),
      icon: name ? '📍' : String(visits),
      latitude,
      longitude,
      onPress: () => placeId && navigate(placePath({ id: placeId })),
    }
  })
  return (
    <section class="card journal-map">
      <MapView class="place-page-map" label={words.journal.map} look={lookAt(points)} dots={points} />
    </section>
  )
}

/** The middle of all points, and far enough away to see them. */
function lookAt(points: ReadonlyArray<{ latitude: number; longitude: number }>) {
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const
  const [south, north] = range(points.map((point) => point.latitude))
  const [west, east] = range(points.map((point) => point.longitude))
  const metresPerDegree = 111_000
  const radius = Math.max(2000, (Math.max(north - south, (east - west) * 0.7) * metresPerDegree) / 2)
  return {
    latitude: (south + north) / 2,
    longitude: (west + east) / 2,
    radius: Math.min(radius * 1.3, 9_000_000),
  }
}

function Leaderboard() {
  const loaded = useLoad(getLeaderboard, [])
  if (loaded.kind !== 'ready' || loaded.value.length < 2) return null
  return (
    <section class="card panel">
      <h2>{words.journal.leaderboard}</h2>
      <p class="hint">{words.journal.leaderboardHint}</p>
      <ol class="journal-list">
        {loaded.value.slice(0, 10).map(({ account, points }) => (
          <li key={account.id} aria-current={account.id === me.value?.id ? 'true' : undefined}>
            <Avatar account={account} size={32} />
            <a href={profilePath(account.acct)}>
              <Name account={account} />
            </a>
            <strong>{points}</strong>
          </li>
        ))}
      </ol>
    </section>
  )
}

function OnThisDay() {
  const loaded = useLoad(listAnniversaries, [])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.onThisDay}</h2>
      <VisitList visits={loaded.value} />
    </section>
  )
}

function Visits() {
  const [query, setQuery] = useState('')
  const loaded = useLoad((signal) => listVisits(query.trim(), signal), [query.trim()])
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
      {loaded.kind === 'ready' && <VisitList visits={loaded.value.items} />}
      {loaded.kind === 'ready' && loaded.value.items.length === 0 && (
        <p class="hint">{words.journal.nothing}</p>
      )}
    </section>
  )
}

function VisitList({ visits }: { readonly visits: readonly Visit[] }) {
  const acct = me.value?.acct ?? ''
  return (
    <ul class="journal-list">
      {visits.map(({ id, arrived_at: arrivedAt, note, place }) => (
        <li key={id}>
          <CategoryIcon category={place?.category ?? null} />
          <span>
            {place ? <a href={placePath(place)}>{place.name}</a> : words.journal.unknown}
            {note && <span class="hint"> {note}</span>}
          </span>
          <a class="hint" href={`/@${acct}/${id}`}>
            <time dateTime={arrivedAt}>{new Date(arrivedAt).toLocaleDateString()}</time>
          </a>
        </li>
      ))}
    </ul>
  )
}

function ExportButton() {
  const save = async (format: 'geojson' | 'csv') => {
    try {
      await exportJournal(format)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <>
      <button type="button" class="button button-small" onClick={() => void save('geojson')}>
        {words.journal.export('GeoJSON')}
      </button>
      <button type="button" class="button button-small" onClick={() => void save('csv')}>
        {words.journal.export('CSV')}
      </button>
    </>
  )
}
