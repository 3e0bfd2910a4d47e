import type { Look } from '../measure/read-steadily.ts'
import type { Chart } from '../report/chart.ts'
import { perSecond } from '../report/statistics.ts'

/** What became of the questions of each second. */
export function drawLooks(title: string, looks: readonly Look[]): Chart {
  const kinds = ['fresh', 'stale', 'refused'] as const
  return {
    kind: 'lines',
    title,
    x: { label: 'seconds' },
    y: { label: 'reads a second' },
    marks: true,
    series: kinds.flatMap((kind) => {
      const times = looks.filter((look) => look.kind === kind).map(({ at }) => at)
      return times.length === 0 ? [] : [{ name: kind, as: 'steps' as const, points: perSecond(times) }]
    }),
  }
}
