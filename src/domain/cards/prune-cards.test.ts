import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createSparseCache } from '#platform/cache/index.ts'
import { openDatabase } from '#platform/db/index.ts'
import { newStorageKey, openStorage } from '#platform/storage/index.ts'
import type { Card } from './card.ts'
import { saveCard, selectCards } from './card-store.ts'
import type { CardsInside } from './needs.ts'
import { pruneCards } from './prune-cards.ts'

const card = (url: string, fetchedAt: Date, imageKey: string | null): Card => ({
  url,
  finalUrl: url,
  kind: 'link',
  title: 'A page',
  description: '',
  authorName: '',
  authorUrl: '',
  authorId: null,
  providerName: '',
  providerUrl: '',
  html: '',
  embedUrl: '',
  width: 0,
  height: 0,
  imageKey,
  imageDescription: '',
  blurhash: null,
  publishedAt: null,
  language: null,
  isEmpty: false,
  fetchedAt,
})

it('deletes cards of half a year ago with their pictures, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-cards-'))
  await using database = await freshDatabase()
  await using db = openDatabase(database.url, { maxConnections: 2 })
  try {
    const storage = openStorage({ dir: folder })
    const imageKey = newStorageKey('image/png')
    await storage.put(imageKey, Buffer.from('picture'), { contentType: 'image/png' })
    const now = Date.now()
    const old = card('https://old.example/', new Date(now - 181 * 24 * 3600 * 1000), imageKey)
    const fresh = card('https://new.example/', new Date(now - 179 * 24 * 3600 * 1000), null)
    await db.transact(async (tx) => {
      await saveCard(tx.sql, old)
      await saveCard(tx.sql, fresh)
    })
    const known: CardsInside['known'] = createSparseCache({ clock: Date, ttlMs: 1000, max: 10 })
    const prune = pruneCards({ clock: Date, db, known, storage } as unknown as CardsInside)
    expect(await prune()).toBe(1)
    expect((await selectCards(db.sql, [old.url, fresh.url])).map(({ url }) => url)).toEqual([fresh.url])
    expect(await storage.open(imageKey)).toBeUndefined()
    expect(await prune()).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
