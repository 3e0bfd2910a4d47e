import { createSparseCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import { type Emoji, emojisChanged, keyOf } from './emoji.ts'
import { deleteOldRemote, listOwn, selectEmojis, upsertRemote } from './emoji-store.ts'

export { type Emoji, isShortcode, namesIn } from './emoji.ts'
export { defineEmojiMaking, type EmojiMaking, maxEmojiBytes } from './make-emojis.ts'

export interface EmojisNeeds {
  readonly db: Database
  readonly clock: Clock
}

/** Texts of one author that are searched for emoji. */
export interface Wanted {
  /** null: of this server. */
  readonly domain: string | null
  readonly names: readonly string[]
}

/** Custom emoji, ours and others'. */
export interface Emojis {
  /** One query for any number, none for what was asked a moment ago. @returns those that there are, by `Wanted` */
  find(wanted: readonly Wanted[]): Promise<(wanted: Wanted) => readonly Emoji[]>
  /** Those of this server, by name. */
  listOwn(): Promise<readonly Emoji[]>
  /** Takes in what a document of another server says of its emoji. */
  saveRemote(
    domain: string,
    emojis: readonly { shortcode: string; uri: string | null; imageUrl: string }[],
  ): Promise<void>
  /** Deletes those of others that nothing has come with in half a year, at most 10,000 a call. @returns how many */
  prune(): Promise<number>
}

const freshMs = 30_000
const mostOfDomain = 5000
/** Reading of one often is not writing often. */
const touchedEveryMs = 30 * 24 * 3600 * 1000
/** Nobody has used it in so long; it comes again with whatever uses it next. */
const keptForMs = 180 * 24 * 3600 * 1000
const none: readonly Emoji[] = []

export function defineEmojis({ db, clock }: EmojisNeeds): Emojis {
  const remembered = createSparseCache<string, Emoji>({
    clock,
    ttlMs: freshMs,
    max: 20_000,
    shared: { changes: db.changes, kind: emojisChanged },
  })
  const find: Emojis['find'] = async (wanted) => {
    const pairs = wanted.flatMap(({ domain, names }) =>
      names.map((shortcode) => ({ domain: domain ?? '', shortcode })),
    )
    if (pairs.length === 0) return () => none
    const byKey = new Map(pairs.map((pair) => [keyOf(pair), pair]))
    const found = await remembered.findAll(byKey.keys(), async (missing) => {
      const asked = missing.flatMap((key) => byKey.get(key) ?? [])
      const emojis = await selectEmojis(db.sql, asked)
      return new Map(emojis.map((emoji) => [keyOf(emoji), emoji]))
    })
    return ({ domain, names }) =>
      names.length === 0 ? none : names.flatMap((shortcode) => found.get(keyOf({ domain, shortcode })) ?? [])
  }
  return {
    find,
    listOwn: () => listOwn(db.sql),
    prune: () => deleteOldRemote(db.sql, new Date(clock.now() - keptForMs), 10_000),
    async saveRemote(domain, emojis) {
      if (emojis.length === 0) return
      const names = emojis.map((emoji) => emoji.shortcode)
      const before = (await find([{ domain, names }]))({ domain, names })
      const known = new Map(before.map((emoji) => [emoji.shortcode, emoji]))
      const news = new Map(
        emojis
          .filter(({ shortcode, imageUrl }) => {
            const kept = known.get(shortcode)
            return kept?.imageUrl !== imageUrl || kept.updatedAt.getTime() < clock.now() - touchedEveryMs
          })
          .map((emoji) => [emoji.shortcode, emoji]),
      )
      if (news.size === 0) return
      await upsertRemote(
        db.sql,
        { domain, emojis: [...news.values()] },
        { most: mostOfDomain, at: new Date(clock.now()) },
      )
      for (const shortcode of news.keys()) remembered.forget(keyOf({ domain, shortcode }))
    },
  }
}
