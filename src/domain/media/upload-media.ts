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
  /** Asked with the position of a photo that has one, which is then dropped; the id of the place is kept until it is attached. */
  readonly propose?: ((position: GpsPosition) => Promise<string | undefined>) | undefined
  /** A picture that stands for a film; a picture stands for itself. */
  readonly thumbnail?: UploadedPicture | undefined
}

/** A temporary file of the caller's. */
export interface UploadedPicture {
  readonly path: string
  readonly declaredType: string
}

export type UploadOutcome =
  | { readonly ok: true; readonly media: Media; readonly gps: GpsPosition | null }
  | { readonly ok: false; readonly because: RefusalReason | 'description_too_long'; readonly message: string }

export const noPicture = {
  ok: false,
  because: 'unsupported',
  message: 'Only a picture can stand for a film.',
} as const

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
      { readGps: upload.readGps === true || upload.propose !== undefined },
    )
    if (!outcome.ok) return { ok: false, because: outcome.because, message: outcome.message }
    const thumbnail = outcome.kind === 'video' && upload.thumbnail ? upload.thumbnail : undefined
    await using still = thumbnail && (await needs.processor.process(thumbnail))
    if (still && !still.ok) return { ok: false, because: still.because, message: still.message }
    if (still && still.kind !== 'image') return noPicture
    const preview = outcome.kind === 'image' ? outcome : still
    const gps = (outcome.kind === 'image' && outcome.gps) || null
    const proposedPlaceId = (gps && (await upload.propose?.(gps))) ?? null
    const files = await keepFiles(needs, outcome, preview)
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
      previewWidth: preview?.previewWidth ?? null,
      previewHeight: preview?.previewHeight ?? null,
      duration: outcome.kind === 'video' ? outcome.durationSeconds : null,
      blurhash: preview?.blurhash ?? null,
      focusX: clamp(upload.focusX),
      focusY: clamp(upload.focusY),
      description: upload.description || null,
      proposedPlaceId,
    })
    return { ok: true, media, gps: upload.readGps ? gps : null }
  }

async function keepFiles(
  needs: Pick<MediaNeeds, 'storage'>,
  outcome: ProcessedPicture | ProcessedVideo,
  preview: ProcessedPicture | undefined,
) {
  const fileKey = newStorageKey(outcome.mime)
  await needs.storage.put(fileKey, outcome.original, { contentType: outcome.mime })
  return { fileKey, previewKey: preview ? await keepPreview(needs, preview) : null }
}

/** @returns the key of the file */
export async function keepPreview(
  needs: Pick<MediaNeeds, 'storage'>,
  picture: ProcessedPicture,
): Promise<string> {
  const previewKey = newStorageKey(picture.previewMime)
  await needs.storage.put(previewKey, picture.preview, { contentType: picture.previewMime })
  return previewKey
}

function clamp(focus: number | undefined): number {
  return Math.max(-1, Math.min(1, focus ?? 0))
}
