import { useMemo, useState } from 'preact/hooks'
import type { Media } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { checkOut, listDays, listVisitsBetween, type Visit } from '../api/journal.ts'
import { getPosts } from '../api/posts.ts'
import { formatDistance } from '../parts/describe-place.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { distanceBetween } from '../parts/journal/distance.ts'
import { lookAt } from '../parts/journal/own-map.tsx'
import { MapView } from '../parts/map/map-view.tsx'
import { MediaGrid } from '../parts/media-grid.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { CategoryIcon } from '../parts/place-card.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { VisibilityIcon } from '../parts/visibility-icon.tsx'
import { dayPath, placePath, threadPath } from '../state/match-route.ts'
import { navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

const YEAR_MS = 366 * 86_400_000
/** After this, nobody counts as here any more, checked out or not. */
const STAYS_MS = 3 * 3_600_000

/** A day where one was, from morning to night: for oneself alone. @param day `2026-11-24`, of the device's own clock */
export function JournalDayPage({ day }: { readonly day: string }) {
  const [changes, setChanges] = useState(0)
  const [from, until] = boundsOf(day)
  const loaded = useLoad((signal) => listVisitsBetween(from, until, signal), [day, changes])
  return (
    <Frame>
      <PageHead title={longDate(from)} lead={words.journal.lead} back />
      <OtherDays from={from} until={until} />
      {loaded.kind === 'loading' && <Skeletons count={3} />}
      {loaded.kind === 'failed' && <Missing failure={loaded} hint="" />}
      {loaded.kind === 'ready' &&
        (loaded.value.length > 0 ? (
          <Timeline visits={loaded.value} onChange={() => setChanges((n) => n + 1)} />
        ) : (
          <Empty title={words.journal.dayEmpty} hint={words.journal.dayEmptyHint} />
        ))}
    </Frame>
  )
}

/** Midnights of the device: days have 23 or 25 hours where clocks change. */
function boundsOf(day: string): readonly [Date, Date] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return [new Date(year, month - 1, date), new Date(year, month - 1, date + 1)]
}

function longDate(at: Date): string {
  return at.toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}

/** The nearest days with check-ins, before and after. */
function OtherDays({ from, until }: { readonly from: Date; readonly until: Date }) {
  const loaded = useLoad(
    async (signal) => {
      const [before, after] = await Promise.all([
        listDays(new Date(from.getTime() - YEAR_MS), from, signal),
        listDays(until, new Date(until.getTime() + YEAR_MS), signal),
      ])
      return { before: before.at(-1)?.day, after: after[0]?.day }
    },
    [from.getTime()],
  )
  const { before, after } = loaded.kind === 'ready' ? loaded.value : { before: undefined, after: undefined }
  return (
    <nav class="day-nav" aria-label={words.journal.otherDays}>
      {before ? <DayLink day={before} /> : <span />}
      {after ? <DayLink day={after} forward /> : <span />}
    </nav>
  )
}

function DayLink({ day, forward = false }: { readonly day: string; readonly forward?: boolean }) {
  const [from] = boundsOf(day)
  const short = from.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
  return (
    <a class="button button-small" href={dayPath(day)} rel={forward ? 'next' : 'prev'}>
      {!forward && <Icon name="back" size={18} />}
      {short}
      {forward && <Icon name="next" size={18} />}
    </a>
  )
}

function Timeline({
  visits,
  onChange,
}: {
  readonly visits: readonly Visit[]
  readonly onChange: () => void
}) {
  const ids = visits.map((visit) => visit.id).join()
  const posts = useLoad((signal) => getPosts(ids.split(','), signal), [ids])
  const media = new Map<string, readonly Media[]>(
    posts.kind === 'ready' ? posts.value.map((post) => [post.id, post.media_attachments]) : [],
  )
  const way = visits.reduce((sum, _visit, index) => sum + (stepTo(visits, index) ?? 0), 0)
  return (
    <>
      <DayMap visits={visits} />
      <p class="hint day-sum">
        {words.journal.visitsHere(visits.length)}
        {way > 0 && ` · ${words.journal.way(formatDistance(way))}`}
      </p>
      <ol class="day">
        {visits.map((visit, index) => (
          <Stop
            key={visit.id}
            visit={visit}
            number={index + 1}
            step={stepTo(visits, index)}
            media={media.get(visit.id) ?? []}
            onChange={onChange}
          />
        ))}
      </ol>
    </>
  )
}

/** Metres from the stop before, as the crow flies. */
function stepTo(visits: readonly Visit[], index: number): number | undefined {
  const [before, here] = [visits[index - 1]?.place, visits[index]?.place]
  return before && here && before.id !== here.id ? distanceBetween(before, here) : undefined
}

function DayMap({ visits }: { readonly visits: readonly Visit[] }) {
  const dots = useMemo(() => {
    const numbers = new Map<string, { place: NonNullable<Visit['place']>; numbers: number[] }>()
    for (const [index, { place }] of visits.entries()) {
      if (!place) continue
      const known = numbers.get(place.id)
      if (known) known.numbers.push(index + 1)
      else numbers.set(place.id, { place, numbers: [index + 1] })
    }
    return [...numbers.values()].map(({ place, numbers: of }) => ({
      id: place.id,
      label: place.name,
      sign: of.length > 2 ? `${of[0]}…` : of.join(','),
      latitude: place.latitude,
      longitude: place.longitude,
      onPress: () => navigate(placePath(place)),
    }))
  }, [visits])
  if (dots.length === 0) return null
  return (
    <section class="card journal-map">
      <MapView class="place-page-map" label={words.journal.dayMap} look={lookAt(dots)} dots={dots} />
    </section>
  )
}

interface StopProps {
  readonly visit: Visit
  readonly number: number
  readonly step: number | undefined
  readonly media: readonly Media[]
  readonly onChange: () => void
}

function Stop({ visit, number, step, media, onChange }: StopProps) {
  const { id, arrived_at: arrivedAt, left_at: leftAt, note, place, visibility } = visit
  const acct = me.value?.acct ?? ''
  const isHere = !leftAt && Date.now() - Date.parse(arrivedAt) < STAYS_MS
  const leave = async () => {
    try {
      await checkOut(id)
      onChange()
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <li class="day-stop">
      {step !== undefined && <span class="day-step">{words.journal.step(formatDistance(step))}</span>}
      <span class="day-number" aria-hidden="true">
        {number}
      </span>
      <div class="card day-card">
        <p class="day-time">
          <a href={threadPath({ id, account: { acct } })}>
            <time dateTime={arrivedAt}>{clock(arrivedAt)}</time>
            {leftAt && (
              <>
                {' – '}
                <time dateTime={leftAt}>{clock(leftAt)}</time>
              </>
            )}
          </a>
          <VisibilityIcon visibility={visibility} />
        </p>
        <p class="day-place">
          <CategoryIcon category={place?.category ?? null} />
          {place ? <a href={placePath(place)}>{place.name}</a> : words.journal.unknown}
        </p>
        {note && <p class="day-note">{note}</p>}
        <MediaGrid media={media} sensitive={false} />
        {isHere && (
          <button type="button" class="button button-small" onClick={() => void leave()}>
            {words.journal.leave}
          </button>
        )}
      </div>
    </li>
  )
}

function clock(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
}
