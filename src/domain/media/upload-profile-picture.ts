import { newStorageKey } from '#platform/storage/index.ts'
import type { MediaNeeds } from './needs.ts'

export type PictureOutcome =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly message: string }

/** Takes in an avatar or header: cropped to its frame, still, and as bare as any other picture (R21). */
export const uploadProfilePicture =
  (needs: MediaNeeds) =>
  async (
    purpose: 'avatar' | 'header',
    file: { path: string; declaredType: string },
  ): Promise<PictureOutcome> => {
    await using outcome = await needs.processor.process(file, { purpose })
    if (!outcome.ok) return { ok: false, message: outcome.message }
    if (outcome.kind !== 'image') return { ok: false, message: 'Only a picture can stand here, not a film.' }
    const key = newStorageKey(outcome.mime)
    await needs.storage.put(key, outcome.original, { contentType: outcome.mime })
    return { ok: true, key }
  }
