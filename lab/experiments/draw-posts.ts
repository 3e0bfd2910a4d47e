import type { Sent } from '../measure/post-steadily.ts'
import type { Chart } from '../report/chart.ts'
import { perSecond } from '../report/statistics.ts'

/** When its answer came. */
export const answeredAt = ({ at, ms }: Sent) => at + ms

/** What was answered, and what was not, in each second. */
export function drawRate(sent: readonly Sent[]): Chart {
  const first = Math.floor((sent[0]?.at ?? 0) / 1000)
  const rate = (some: readonly Sent[]) => perSecond(some.map(answeredAt)).slice(first)
  const failed = sent.filter(({ status }) => status !== 200)
  return {
    kind: 'lines',
    title: 'Posts a second',
    x: { label: 'seconds' },
    y: { label: 'posts a second' },
    marks: true,
    series: [
      { name: 'acknowledged', as: 'steps', points: rate(sent.filter(({ status }) => status === 200)) },
      ...(failed.length > 0
        ? [{ name: 'refused or unanswered', as: 'steps' as const, points: rate(failed) }]
        : []),
    ],
  }
}

/** Each post a dot: when it was due, and how long it waited. */
export function drawLatency(sent: readonly Sent[]): Chart {
  const dots = (some: readonly Sent[]) => some.map(({ at, ms }) => [at / 1000, Math.max(ms, 1)] as const)
  const failed = sent.filter(({ status }) => status !== 200)
  return {
    kind: 'lines',
    title: 'How long each post waited for its answer',
    x: { label: 'seconds' },
    y: { label: 'ms, logarithmic', scale: 'log' },
    marks: true,
    series: [
      { name: 'acknowledged', as: 'dots', points: dots(sent.filter(({ status }) => status === 200)) },
      ...(failed.length > 0
        ? [{ name: 'refused or unanswered', as: 'dots' as const, points: dots(failed) }]
        : []),
    ],
  }
}
