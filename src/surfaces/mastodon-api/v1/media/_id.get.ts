import type { Checkins } from '#domain/checkins/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { uploadedMedia } from '../../entities/media.ts'
import { byId, mediaId, notFound, viewerId } from '../../parameters.ts'
import { presentUpload } from '../../present/present-upload.ts'

export const getMedia = (needs: {
  readonly origin: string
  readonly media: Pick<MediaRoom, 'findMedia'>
  readonly checkins: Pick<Checkins, 'findPhotoPlace'>
}) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/media/:id',
    access: { who: 'user', scopes: ['write:media'] },
    response: uploadedMedia,
    summary: 'An own upload.',
    params: byId,
    async handle({ viewer, params }) {
      const media = await needs.media.findMedia(mediaId(params), viewerId(viewer))
      if (!media) throw notFound()
      return presentUpload(needs, media)
    },
  })
