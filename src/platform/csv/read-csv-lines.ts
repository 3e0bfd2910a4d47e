import { CsvError, parse } from 'csv-parse/sync'

export interface CsvLine {
  /** As an editor counts them, from 1; where the row ends, when a field holds line breaks. */
  readonly line: number
  readonly fields: readonly string[]
}

/**
 * Reads CSV (RFC 4180) as rows of any number of fields; empty lines are left out, and so is a byte order mark.
 * @param bounds.most rows
 * @returns the rows, or the first problem as a sentence
 */
export function readCsvLines(
  text: string,
  { most }: { readonly most: number },
):
  | { readonly ok: true; readonly lines: readonly CsvLine[] }
  | { readonly ok: false; readonly problem: { readonly line: number; readonly problem: string } } {
  try {
    const records: unknown = parse(text, {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      to: most + 1,
    })
    // With `info`, which the package's types do not tell.
    const lines = records as readonly { record: string[]; info: { lines: number } }[]
    if (lines.length > most) return { ok: false, problem: { line: most, problem: `More than ${most} rows.` } }
    return { ok: true, lines: lines.map(({ record, info }) => ({ fields: record, line: info.lines })) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(Reflect.get(error, 'lines') ?? 1)
    return {
      ok: false,
      problem: { line, problem: 'This is no CSV: a quotation mark is open or stands alone.' },
    }
  }
}
