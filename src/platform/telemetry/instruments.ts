import type { Registry } from 'prom-client'

/** What an instrument is called and by which labels its numbers are kept apart; labels are few and from the code. */
export interface InstrumentDescription<Label extends string> {
  /** Prometheus' manner: `cairn_jobs_total`, base units, `_total` for what only grows. */
  readonly name: string
  readonly help: string
  readonly labels: readonly Label[]
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>

/** Something that only grows. */
export interface Counter<Label extends string> {
  add(labels: Labels<Label>, by?: number): void
}

/** How long things take, in seconds, in buckets. */
export interface Histogram<Label extends string> {
  observe(labels: Labels<Label>, seconds: number): void
}

/** How many there are at present. */
export interface Level<Label extends string> {
  change(labels: Labels<Label>, by: 1 | -1): void
}

type Kind = 'Counter' | 'Histogram' | 'Gauge'
type Write = (labels: Labels<string>, value: number) => void

interface Instrument extends InstrumentDescription<string> {
  readonly kind: Kind
  readonly buckets?: readonly number[]
  /** Set while somebody listens. */
  record?: Write | undefined
}

/** From half a millisecond to ten seconds: what an answer, a job or a transaction takes. */
const defaultBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const instruments = new Map<string, Instrument>()

export function defineCounter<Label extends string>(
  description: InstrumentDescription<Label>,
): Counter<Label> {
  const instrument = define({ ...description, kind: 'Counter' })
  return { add: (labels, by = 1) => instrument.record?.(labels, by) }
}

/** @param buckets upper bounds in seconds; default from 0.5 ms to 10 s */
export function defineHistogram<Label extends string>({
  buckets = defaultBuckets,
  ...description
}: InstrumentDescription<Label> & { readonly buckets?: readonly number[] }): Histogram<Label> {
  const instrument = define({ ...description, buckets, kind: 'Histogram' })
  return { observe: (labels, seconds) => instrument.record?.(labels, seconds) }
}

export function defineLevel<Label extends string>(description: InstrumentDescription<Label>): Level<Label> {
  const instrument = define({ ...description, kind: 'Gauge' })
  return { change: (labels, by) => instrument.record?.(labels, by) }
}

function define(instrument: Instrument): Instrument {
  if (instruments.has(instrument.name)) throw new Error(`There are two instruments ${instrument.name}.`)
  instruments.set(instrument.name, instrument)
  return instrument
}

/** Lets every instrument write to `registry`, until disposed of. What happened before is not in it. */
export function connectInstruments(client: typeof import('prom-client'), registry: Registry): Disposable {
  for (const instrument of instruments.values()) {
    const { name, help, labels, buckets } = instrument
    const configuration = { name, help, labelNames: [...labels], registers: [registry] }
    if (instrument.kind === 'Histogram') {
      const histogram = new client.Histogram({ ...configuration, ...(buckets && { buckets: [...buckets] }) })
      instrument.record = (given, seconds) => histogram.observe(given, seconds)
    } else {
      const metric = new client[instrument.kind](configuration)
      instrument.record = (given, by) => metric.inc(given, by)
    }
  }
  return {
    [Symbol.dispose]() {
      for (const instrument of instruments.values()) instrument.record = undefined
    },
  }
}
