import type { Checkins } from '#domain/checkins/index.ts'
import type { Media } from '#domain/media/index.ts'
import { presentMedia } from './present-media.ts'

/** An upload as its owner sees it, with the place that it proposes. Nobody else is given this. */
export async function presentUpload(
  needs: { readonly origin: string; readonly checkins: Pick<Checkins, 'findPhotoPlace'> },
  media: Media,
) {
  const place =
    media.postId === null ? await needs.checkins.findPhotoPlace(media.accountId, [media.id]) : undefined
  return {
    ...presentMedia(needs.origin, media),
    ...(place && { proposed_place: { id: place.id, name: place.name } }),
  }
}
