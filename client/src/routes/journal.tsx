import { useState } from 'preact/hooks'
import { describeError } from '../api/http.ts'
import { exportJournal, getStatistics, listAnniversaries, type Statistics } from '../api/journal.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { BringHistory } from '../parts/journal/bring-history.tsx'
import { Calendar, Hours, TopPlaces } from '../parts/journal/charts.tsx'
import { Facts } from '../parts/journal/facts.tsx'
import { Friends } from '../parts/journal/friends.tsx'
import { OwnMap } from '../parts/journal/own-map.tsx'
import { Stickers } from '../parts/journal/stickers.tsx'
import { Trips } from '../parts/journal/trips.tsx'
import { localDay, VisitList, Visits } from '../parts/journal/visits.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Choice } from '../parts/settings/choice.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { dayPath } from '../state/match-route.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Where one was: for oneself alone. */
export function JournalPage() {
  const [year, setYear] = useState<number | null>(null)
  const [brought, setBrought] = useState(0)
  const loaded = useLoad((signal) => getStatistics(year, signal), [year, brought])
  return (
    <Frame>
      <PageHead title={words.journal.title} lead={words.journal.lead} />
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
            <p class="journal-doors">
              <a class="button button-small" href={dayPath(localDay(new Date()))}>
                <Icon name="history" size={18} />
                {words.journal.today}
              </a>
              <a class="button button-small" href={`/journal/${year ?? new Date().getFullYear()}`}>
                <Icon name="globe" size={18} />
                {words.journal.review(year ?? new Date().getFullYear())}
              </a>
            </p>
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
      <OnThisDay />
      <Friends />
      <Trips />
      <Visits key={brought} />
      <Take />
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
      <Facts class="journal-facts" facts={facts} />
      <Calendar days={statistics.calendar} year={year ?? new Date().getFullYear()} />
      <Hours hours={statistics.hours} />
      <TopPlaces places={statistics.top_places} />
    </>
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

/** The journal as files. */
function Take() {
  const save = async (format: 'geojson' | 'csv') => {
    try {
      await exportJournal(format)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="card panel">
      <h2>{words.journal.take}</h2>
      <p class="hint">
        {words.journal.takeHint} <a href="/settings#take">{words.journal.takeAll}</a>
      </p>
      <p class="journal-doors">
        <button type="button" class="button button-small" onClick={() => void save('geojson')}>
          {words.journal.export('GeoJSON')}
        </button>
        <button type="button" class="button button-small" onClick={() => void save('csv')}>
          {words.journal.export('CSV')}
        </button>
      </p>
    </section>
  )
}
