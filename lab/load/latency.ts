import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** Milliseconds. */
export interface Latency {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Times in little memory, whatever their number, each exact to three digits. */
export interface LatencyRecorder {
  /** @param ms more than a minute counts as a minute */
  record(ms: number): void
  read(): Latency
}

const highestUs = 60_000_000

/** Node's own histogram is HdrHistogram (its C port): no package is needed for it. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: highestUs, figures: 3 })
  const at = (percentile: number) => (histogram.count === 0 ? 0 : histogram.percentile(percentile) / 1000)
  return {
    record: (ms) => histogram.record(Math.min(highestUs, Math.max(1, Math.round(ms * 1000)))),
    read: () => ({
      count: histogram.count,
      p50: at(50),
      p95: at(95),
      p99: at(99),
      max: histogram.count === 0 ? 0 : histogram.max / 1000,
    }),
  }
}
