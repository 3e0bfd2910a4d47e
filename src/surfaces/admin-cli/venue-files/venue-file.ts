import type { ImportedVenue, RowProblem } from '#domain/places/index.ts'

/** What a row of a file turns out to be. */
export type ReadRow =
  | { readonly kind: 'venue'; readonly venue: ImportedVenue }
  /** Nothing that people check in at: no name, or not of this world. */
  | { readonly kind: 'skipped' }
  | ({ readonly kind: 'fault' } & RowProblem)

/** Some rows of a file, in its order, and how many of its bytes are behind them. */
export interface RowRun {
  readonly rows: readonly ReadRow[]
  readonly bytes: number
}

/** Reads a file from a row on, never holding more than a bounded part of it. */
export type ReadRows = (path: string, skip: number) => AsyncIterable<RowRun>

/** How many rows are handed on together. */
export const runLength = 2000

export function fault(column: string, problem: string): ReadRow {
  return { kind: 'fault', column, problem }
}

export const skipped: ReadRow = { kind: 'skipped' }

/** A venue of which a source says nothing more than what is given. */
export function venueRow(
  given: Pick<ImportedVenue, 'sourceId' | 'name' | 'latitude' | 'longitude'> & Partial<ImportedVenue>,
): ReadRow {
  return {
    kind: 'venue',
    venue: {
      kind: 'venue',
      names: [],
      category: null,
      address: null,
      population: 0,
      sameAs: [],
      alsoIn: [],
      licence: null,
      attribution: null,
      confidence: null,
      closedOn: null,
      ...given,
    },
  }
}

/** Collects rows into runs. */
export async function* inRuns(
  rows: AsyncIterable<ReadRow> | Iterable<ReadRow>,
  bytesBehind: () => number,
): AsyncGenerator<RowRun> {
  let run: ReadRow[] = []
  for await (const row of rows) {
    run.push(row)
    if (run.length < runLength) continue
    yield { rows: run, bytes: bytesBehind() }
    run = []
  }
  if (run.length > 0) yield { rows: run, bytes: bytesBehind() }
}

/** A text with something in it. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** A number, or a text that is one as a whole; NaN otherwise. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\s*[-+]?\d{1,3}(\.\d{0,20})?\s*$/.test(value)
    ? Number(value)
    : Number.NaN
}

/** `2024-05-31` of a date or a text that begins with one. */
export function dateOf(value: unknown): string | null {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().slice(0, 10)
  const text = textOf(value)?.slice(0, 10)
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}

/** An address without what is not known; undefined texts are left out. */
export function addressOf(lines: Readonly<Record<string, string | undefined>>): ImportedVenue['address'] {
  const known = Object.entries(lines).filter(([, text]) => text !== undefined)
  return known.length > 0 ? Object.fromEntries(known) : null
}
