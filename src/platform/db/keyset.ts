import type { Sql, TransactionSql } from './open-database.ts'

/** A page by key: below `maxId`; above `sinceId`, newest first; or just above `minId`, closing a gap upward. */
export interface Page {
  readonly limit: number
  readonly maxId?: string | undefined
  readonly sinceId?: string | undefined
  readonly minId?: string | undefined
}

/** The end of a list query: `and <bounds> order by <column> limit <n>`. Pass the rows through `newestFirst`. */
export function keyset(sql: Sql | TransactionSql, column: string, page: Page) {
  const key = sql(column)
  return sql`
    ${page.maxId === undefined ? sql`` : sql`and ${key} < ${page.maxId}`}
    ${page.sinceId === undefined ? sql`` : sql`and ${key} > ${page.sinceId}`}
    ${page.minId === undefined ? sql`` : sql`and ${key} > ${page.minId}`}
    order by ${key} ${page.minId === undefined ? sql`desc` : sql`asc`}
    limit ${page.limit}
  `
}

/** Rows of a keyset query in the order in which every list goes out. */
export function newestFirst<Row>(page: Page, rows: readonly Row[]): Row[] {
  return page.minId === undefined ? [...rows] : [...rows].reverse()
}
