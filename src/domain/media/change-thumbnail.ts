import type { AccountId } from '#domain/accounts/index.ts'
import type { MediaId } from './media.ts'
import { selectMedia, updatePreview } from './media-store.ts'
import type { MediaNeeds } from './needs.ts'
import { keepPreview, noPicture, type UploadedPicture } from './upload-media.ts'

export type ThumbnailOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'missing' }
  | { readonly ok: false; readonly because: 'refused'; readonly message: string }

/** Files first, then the row: a crash between leaves a file, never a broken picture. */
export const changeThumbnail =
  (needs: MediaNeeds) =>
  async (id: MediaId, owner: AccountId, picture: UploadedPicture): Promise<ThumbnailOutcome> => {
    const [media] = await selectMedia(needs.db.sql, [id])
    if (media?.accountId !== owner || !media.fileKey) return { ok: false, because: 'missing' }
    if (media.kind !== 'video' && media.kind !== 'gifv') return { ok: true }
    await using outcome = await needs.processor.process(picture)
    if (!outcome.ok) return { ok: false, because: 'refused', message: outcome.message }
    if (outcome.kind !== 'image') return { ok: false, because: 'refused', message: noPicture.message }
    await updatePreview(needs.db.sql, id, {
      previewKey: await keepPreview(needs, outcome),
      previewWidth: outcome.previewWidth,
      previewHeight: outcome.previewHeight,
      blurhash: outcome.blurhash,
    })
    if (media.previewKey) await needs.storage.remove(media.previewKey)
    if (media.postId) needs.db.changes.tell('post-media', media.postId)
    return { ok: true }
  }
