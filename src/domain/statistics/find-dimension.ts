import type { Sql } from '#platform/db/index.ts'
import {
  type DimensionKey,
  type DimensionRow,
  selectDimension,
  selectServerVersion,
  selectSpace,
} from './dimension-store.ts'
import type { Period } from './period.ts'

export interface DimensionWish {
  /** The tag (lower case) or domain that it is about, where it is about one. */
  readonly about: string
  readonly period: Period
  readonly limit: number
  /** Of this server. */
  readonly version: string
}

export async function findDimension(
  sql: Sql,
  key: DimensionKey,
  wish: DimensionWish,
): Promise<DimensionRow[]> {
  switch (key) {
    case 'space_usage':
      return selectSpace(sql)
    case 'software_versions':
      return [
        { key: 'cairn', value: wish.version },
        { key: 'node', value: process.versions.node },
        { key: 'postgresql', value: await selectServerVersion(sql) },
      ]
    default:
      return selectDimension(sql, key, wish)
  }
}
