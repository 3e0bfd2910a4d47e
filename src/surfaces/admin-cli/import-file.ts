import { setImmediate as breathe } from 'node:timers/promises'
import type { ImportBatch, ImportCounts, ImportedVenue, Imports, RowFault } from '#domain/places/index.ts'
import type { VenueFile } from './venue-files/open-venue-file.ts'
import type { ReadRow } from './venue-files/venue-file.ts'

export interface ImportOrders {
  readonly imports: Imports
  /** Under which name its venues are kept; their ids are unique there. */
  readonly source: string
  /** Of files that do not say so themselves. */
  readonly licence: string | null
  readonly attribution: string | null
  /** Reads a file again that was read to its end. */
  readonly again: boolean
  onProgress(progress: ImportProgress): void
}

export interface ImportProgress {
  readonly file: string
  /** Behind the reader, those of earlier attempts included. */
  readonly rows: number
  readonly rowsASecond: number
  /** 0 to 1 */
  readonly share: number
  readonly secondsLeft: number | undefined
}

export interface FileOutcome {
  readonly file: string
  readonly source: string
  readonly rows: number
  /** Rows that an earlier attempt had read. */
  readonly resumedAt: number
  /** It was read to its end before, and nothing was done. */
  readonly wasDone: boolean
  readonly counts: ImportCounts
  /** The first rows that could not be taken, with the reason. */
  readonly faults: readonly RowFault[]
}

const namedFaults = 20

/** Reads a file into the places, from where an earlier attempt came to; each batch is written with how far it goes. */
export async function importFile(file: VenueFile, orders: ImportOrders): Promise<FileOutcome> {
  const { imports } = orders
  let state = await imports.open({
    source: orders.source,
    fingerprint: file.fingerprint,
    file: file.name,
    bytes: file.bytes,
  })
  if (state.finishedAt && orders.again) state = await imports.restart(state)
  const wasDone = state.finishedAt !== null
  const resumedAt = state.read
  const counts = emptyCounts()
  const faults: RowFault[] = []
  const meter = createMeter(file, resumedAt)
  let rows = resumedAt
  let writing: Promise<unknown> = Promise.resolve()
  const write = async (batch: ImportBatch, bytes: number) => {
    const written = await imports.write(state, batch)
    for (const name of countNames) counts[name] += written.counts[name]
    faults.push(...written.faults.slice(0, Math.max(0, namedFaults - faults.length)))
    orders.onProgress(meter(batch.to, bytes))
  }
  if (!wasDone) {
    for await (const run of file.read(file.path, resumedAt)) {
      // The next rows are read while the database writes these.
      await writing
      const batch = toBatch(run.rows, rows, orders)
      faults.push(...batch.faults.slice(0, Math.max(0, namedFaults - faults.length)))
      rows = batch.to
      writing = write(batch, run.bytes)
      writing.catch(() => undefined)
      await breathe()
    }
    await writing
    await imports.finish(state)
  }
  faults.sort((a, b) => a.row - b.row)
  return { file: file.name, source: orders.source, rows, resumedAt, wasDone, counts, faults }
}

const countNames = ['added', 'updated', 'joined', 'unchanged', 'closed', 'skipped', 'faulty'] as const

function emptyCounts() {
  return { added: 0, updated: 0, joined: 0, unchanged: 0, closed: 0, skipped: 0, faulty: 0 }
}

/** Rows are counted from 1, as people count lines; a header is none. */
function toBatch(rows: readonly ReadRow[], from: number, { licence, attribution }: ImportOrders) {
  const venues: { row: number; venue: ImportedVenue }[] = []
  const faults: RowFault[] = []
  let skipped = 0
  for (const [index, row] of rows.entries()) {
    const number = from + index + 1
    if (row.kind === 'skipped') skipped += 1
    else if (row.kind === 'fault') faults.push({ row: number, column: row.column, problem: row.problem })
    else {
      const { venue } = row
      venues.push({
        row: number,
        venue: {
          ...venue,
          licence: venue.licence ?? licence,
          attribution: venue.attribution ?? attribution,
        },
      })
    }
  }
  return { from, to: from + rows.length, venues, skipped, faulty: faults.length, faults }
}

function createMeter(file: VenueFile, resumedAt: number) {
  const startedAt = performance.now()
  let first: number | undefined
  return (rows: number, bytes: number): ImportProgress => {
    const seconds = (performance.now() - startedAt) / 1000
    // What an earlier attempt read was passed by in no time.
    first ??= resumedAt > 0 ? bytes : 0
    const share = Math.min(1, bytes / file.bytes)
    const done = (bytes - first) / file.bytes
    const secondsLeft = done > 0.001 ? Math.round((seconds / done) * (1 - share)) : undefined
    return {
      file: file.name,
      rows,
      rowsASecond: Math.round((rows - resumedAt) / seconds),
      share,
      secondsLeft,
    }
  }
}
