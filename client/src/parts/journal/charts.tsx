import type { Statistics } from '../../api/journal.ts'
import { dayPath, placePath } from '../../state/match-route.ts'
import { words } from '../../words.ts'
import { CategoryIcon } from '../place-card.tsx'

const dayMs = 86_400_000
const square = 11
const gap = 2

/** A year as squares, a column a week: the darker, the more visits. */
export function Calendar({ days, year }: { readonly days: Statistics['calendar']; readonly year: number }) {
  const visits = new Map(days.map(({ day, visits: count }) => [day, count]))
  const first = Date.UTC(year, 0, 1)
  // Monday is the first row.
  const offset = (new Date(first).getUTCDay() + 6) % 7
  const length = (Date.UTC(year + 1, 0, 1) - first) / dayMs
  const step = square + gap
  const width = Math.ceil((length + offset) / 7) * step
  return (
    <figure class="journal-chart">
      <figcaption>{words.journal.calendar(year)}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${7 * step}`}
        role="group"
        aria-label={words.journal.calendarLabel(days.length)}
      >
        {Array.from({ length }, (_, index) => {
          const day = new Date(first + index * dayMs).toISOString().slice(0, 10)
          const count = visits.get(day) ?? 0
          const place = index + offset
          const cell = (
            <rect
              key={day}
              class={`calendar-day level-${Math.min(4, count)}`}
              x={Math.floor(place / 7) * step}
              y={(place % 7) * step}
              width={square}
              height={square}
              rx={2}
            >
              <title>{words.journal.dayTitle(day, count)}</title>
            </rect>
          )
          if (count === 0) return cell
          return (
            <a key={day} href={dayPath(day)} aria-label={words.journal.dayTitle(day, count)}>
              {cell}
            </a>
          )
        })}
      </svg>
    </figure>
  )
}

/** Visits by the hour of the day, all weekdays together. */
export function Hours({ hours }: { readonly hours: Statistics['hours'] }) {
  const totals = Array.from({ length: 24 }, (_, hour) =>
    hours.filter((one) => one.hour === hour).reduce((sum, one) => sum + one.visits, 0),
  )
  const most = Math.max(1, ...totals)
  const height = 60
  return (
    <figure class="journal-chart">
      <figcaption>{words.journal.hours}</figcaption>
      <svg
        viewBox={`0 0 240 ${height + 14}`}
        role="img"
        aria-label={words.journal.hoursLabel(totals.indexOf(most))}
      >
        {totals.map((count, hour) => {
          const bar = (count / most) * height
          return (
            <rect
              key={String(hour)}
              class="hour-bar"
              x={hour * 10 + 1}
              y={height - bar}
              width={8}
              height={bar}
              rx={1}
            >
              <title>{words.journal.hourTitle(hour, count)}</title>
            </rect>
          )
        })}
        {[0, 6, 12, 18].map((hour) => (
          <text key={hour} class="chart-label" x={hour * 10 + 1} y={height + 11}>
            {hour}
          </text>
        ))}
      </svg>
    </figure>
  )
}

/** The places that one goes to most, as bars. */
export function TopPlaces({ places }: { readonly places: Statistics['top_places'] }) {
  const most = Math.max(1, ...places.map((one) => one.visits))
  return (
    <figure class="journal-chart">
      <figcaption>{words.journal.top}</figcaption>
      <ol class="journal-list">
        {places.slice(0, 8).map(({ place, visits }) => (
          <li key={place.id}>
            <CategoryIcon category={place.category} />
            <span>
              <a href={placePath(place)}>{place.name}</a>
              <meter min={0} max={most} value={visits} aria-label={words.journal.visitsHere(visits)} />
            </span>
            <strong>{visits}</strong>
          </li>
        ))}
      </ol>
    </figure>
  )
}
