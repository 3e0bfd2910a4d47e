import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ReadRow, type ReadRows, type RowRun, runLength } from './venue-file.ts'

/** A row as the file has it. */
export type ParquetRecord = Readonly<Record<string, unknown>>

/** Row groups are of some 100,000 rows; of larger ones so many at a time. */
const maxRows = 50_000

/** @returns the names of a Parquet file's columns. @throws Error when it is none */
export async function columnsOfParquet(path: string): Promise<ReadonlySet<string>> {
  return columnsOf(await parquetMetadataAsync(await asyncBufferFromFile(path)))
}

function columnsOf(metadata: FileMetaData): ReadonlySet<string> {
  const [root] = metadata.schema
  const names = new Set<string>()
  for (let at = 1, left = root?.num_children ?? 0; left > 0; left--) {
    names.add(metadata.schema[at]?.name ?? '')
    at = endOf(metadata, at)
  }
  return names
}

/** Where the element behind this one and its children stands; the schema is a tree, written depth first. */
function endOf(metadata: FileMetaData, at: number): number {
  let open = 1
  for (; open > 0; at++) open += (metadata.schema[at]?.num_children ?? 0) - 1
  return at
}

/**
 * Reads a Parquet file row group by row group: only the columns that are asked for, never more than one group.
 * A row on which reading goes on is found without reading what is before it.
 */
export const readParquet = (
  columns: readonly string[],
  toRow: (record: ParquetRecord) => ReadRow,
): ReadRows =>
  async function* (path, skip): AsyncGenerator<RowRun> {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const present = columnsOf(metadata)
    const wanted = columns.filter((name) => present.has(name))
    let start = 0
    let bytes = 0
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows)
      const size = group.columns.reduce(
        (total, { meta_data }) => total + Number(meta_data?.total_compressed_size ?? 0),
        0,
      )
      for (let from = Math.max(start, skip); from < end; from += maxRows) {
        const to = Math.min(end, from + maxRows)
        const records = await readRange({ file, metadata, columns: wanted, from, to })
        for (let at = 0; at < records.length; at += runLength) {
          const rows = records.slice(at, at + runLength).map((record) => toRow(record))
          const share = (from + at + rows.length - start) / (end - start)
          yield { rows, bytes: Math.round(bytes + size * share) }
        }
      }
      start = end
      bytes += size
    }
  }

interface Range {
  readonly file: AsyncBuffer
  readonly metadata: FileMetaData
  readonly columns: string[]
  readonly from: number
  readonly to: number
}

async function readRange({ file, metadata, columns, from, to }: Range): Promise<ParquetRecord[]> {
  return parquetReadObjects({
    file,
    metadata,
    columns,
    compressors,
    rowStart: from,
    rowEnd: to,
    useOffsetIndex: true,
  })
}
