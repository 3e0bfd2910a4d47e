import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '../index.ts'
import { isSharded, shardDatabase, type TableHomes } from './index.ts'

const homes: TableHomes = new Map()
let stack: AsyncDisposableStack

beforeEach(() => {
  stack = new AsyncDisposableStack()
})

afterEach(() => stack.disposeAsync())

async function open(): Promise<{ url: string; db: Database }> {
  const { url } = stack.use(await freshDatabase())
  return { url, db: stack.use(openDatabase(url, { maxConnections: 2 })) }
}

describe.skipIf(inject('workerUrls').length > 0)('without Citus', () => {
  it('says what is missing, and changes nothing', async () => {
    const { url, db } = await open()
    await expect(shardDatabase({ url, shards: 8, homes, onTable: () => undefined })).rejects.toMatchObject({
      name: 'CannotShard',
      message: expect.stringContaining('has no Citus'),
    })
    expect(await isSharded(db.sql)).toBe(false)
  })
})
