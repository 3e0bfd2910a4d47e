import type { MediaProcessor } from '#domain/media/index.ts'
import type { Database } from '#platform/db/index.ts'
import { newStorageKey, type Storage } from '#platform/storage/index.ts'
import { type Emoji, emojisChanged, isShortcode, keyOf } from './emoji.ts'
import { deleteOwn, listOwn, replaceOwn } from './emoji-store.ts'

export interface EmojiMakingNeeds {
  readonly db: Database
  readonly storage: Storage
  readonly processor: Pick<MediaProcessor, 'process'>
}

export type AddEmojiOutcome =
  | { readonly ok: true; readonly emoji: Pick<Emoji, 'shortcode' | 'category'> }
  | { readonly ok: false; readonly message: string }

/** What the operator does with emoji of this server. */
export interface EmojiMaking {
  /** Takes in a picture, bare of all but its pixels; an animation with a still beside. One of that name is replaced. */
  add(emoji: { shortcode: string; category: string | null; picture: Uint8Array }): Promise<AddEmojiOutcome>
  /** @returns whether there was one */
  remove(shortcode: string): Promise<boolean>
  listOwn(): Promise<readonly Emoji[]>
}

/** Bytes of a picture that becomes an emoji, as on Mastodon. */
export const maxEmojiBytes = 256 * 1024

export function defineEmojiMaking({ db, storage, processor }: EmojiMakingNeeds): EmojiMaking {
  const discard = async (gone: Emoji | undefined) => {
    for (const key of [gone?.imageKey, gone?.staticKey]) if (key) await storage.remove(key)
  }
  const tell = (shortcode: string) => db.changes.tell(emojisChanged, keyOf({ domain: null, shortcode }))
  return {
    listOwn: () => listOwn(db.sql),
    async add({ shortcode, category, picture }) {
      if (!isShortcode(shortcode))
        return { ok: false, message: `${shortcode} is no name of two or more letters, digits and _.` }
      if (picture.length > maxEmojiBytes)
        return { ok: false, message: `${shortcode} has more than ${maxEmojiBytes / 1024} KB.` }
      await using outcome = await processor.process({ bytes: picture })
      if (!outcome.ok) return { ok: false, message: `${shortcode}: ${outcome.message}` }
      if (outcome.kind !== 'image') return { ok: false, message: `${shortcode} is a film.` }
      const imageKey = newStorageKey(outcome.mime)
      await storage.put(imageKey, outcome.original, { contentType: outcome.mime })
      const staticKey = outcome.animated ? newStorageKey(outcome.previewMime) : null
      if (staticKey) await storage.put(staticKey, outcome.preview, { contentType: outcome.previewMime })
      const before = await db.transact((tx) =>
        replaceOwn(tx.sql, { shortcode, category, imageKey, staticKey }),
      )
      tell(shortcode)
      await discard(before)
      return { ok: true, emoji: { shortcode, category } }
    },
    async remove(shortcode) {
      const gone = await deleteOwn(db.sql, shortcode)
      tell(shortcode)
      await discard(gone)
      return gone !== undefined
    },
  }
}
