import { words } from '../../words.ts'

const height = 60

/** Check-ins of January to December, as bars. */
export function Months({ months }: { readonly months: readonly number[] }) {
  const most = Math.max(1, ...months)
  const format = new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' })
  const names = months.map((_, month) => format.format(Date.UTC(2026, month)))
  return (
    <figure class="review-months">
      <figcaption>{words.journal.months}</figcaption>
      <svg viewBox={`0 0 240 ${height + 14}`} role="img" aria-label={words.journal.monthsLabel(months)}>
        {months.map((count, month) => {
          const bar = Math.round((count / most) * height)
          return (
            <g key={names[month]}>
              <rect x={month * 20 + 3} y={height - bar} width={14} height={bar} rx={2}>
                <title>{words.journal.dayTitle(names[month] ?? '', count)}</title>
              </rect>
              <text x={month * 20 + 10} y={height + 11} text-anchor="middle">
                {names[month]?.slice(0, 1)}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
