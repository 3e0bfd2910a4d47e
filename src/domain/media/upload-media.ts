import type { AccountId } from '#domain/accounts/index.ts'
import { newStorageKey } from '#platform/storage/index.ts'
import { type Media, type MediaId, maxDescriptionLength } from './media.ts'
import { insertMedia } from './media-store.ts'
import type { MediaNeeds } from './needs.ts'
import type { GpsPosition, ProcessedPicture, ProcessedVideo, RefusalReason } from './process/index.ts'

export interface Upload {
  readonly accountId: AccountId
  /** A temporary file of the caller's. */
  readonly path: string
  readonly declaredType: string
  readonly description?: string | undefined
  readonly focusX?: number | undefined
  readonly focusY?: number | undefined
  /** Answer with the photo's position, once, so that a venue can be proposed. It is kept nowhere. */
  readonly readGps?: boolean | undefined
}

export type UploadOutcome =
  | { readonly ok: true; readonly media: Media; readonly gps: GpsPosition | null }
  | { readonly ok: false; readonly because: RefusalReason | 'description_too_long'; readonly message: string }

/** Decodes, strips and re-encodes an upload, keeps the files, and only then writes the row. */
export const uploadMedia =
  (needs: MediaNeeds) =>
  async (upload: Upload): Promise<UploadOutcome> => {
    if ((upload.description?.length ?? 0) > maxDescriptionLength) {
      const message = `The description is longer than ${maxDescriptionLength} characters.`
      return { ok: false, because: 'description_too_long', message }
    }
    await using outcome = await needs.processor.process(
      { path: upload.path, declaredType: upload.declaredType },
      { readGps: upload.readGps ?? false },
    )
    if (!outcome.ok) return { ok: false, because: outcome.because, message: outcome.message }
    const files = await keepFiles(needs, outcome)
    const media = await insertMedia(needs.db.sql, {
      id: needs.ids.next<MediaId>(),
      accountId: upload.accountId,
      kind: outcome.kind,
      state: 'ready',
      mime: outcome.mime,
      ...files,
      remoteUrl: null,
      width: outcome.width,
      height: outcome.height,
      previewWidth: outcome.kind === 'image' ? outcome.previewWidth : null,
      previewHeight: outcome.kind === 'image' ? outcome.previewHeight : null,
      duration: outcome.kind === 'video' ? outcome.durationSeconds : null,
      blurhash: outcome.blurhash,
      focusX: clamp(upload.focusX),
      focusY: clamp(upload.focusY),
      description: upload.description || null,
    })
    return { ok: true, media, gps: (outcome.kind === 'image' && outcome.gps) || null }
  }

async function keepFiles(needs: MediaNeeds, outcome: ProcessedPicture | ProcessedVideo) {
  const fileKey = newStorageKey(outcome.mime)
  await needs.storage.put(fileKey, outcome.original, { contentType: outcome.mime })
  if (!outcome.preview) return { fileKey, previewKey: null }
  const previewKey = newStorageKey(outcome.previewMime)
  await needs.storage.put(previewKey, outcome.preview, { contentType: outcome.previewMime })
  return { fileKey, previewKey }
}

function clamp(focus: number | undefined): number {
  return Math.max(-1, Math.min(1, focus ?? 0))
}
