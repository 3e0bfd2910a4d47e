import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { mediaAttachment } from '../../entities/media.ts'
import { byId, mediaId, notFound, viewerId } from '../../parameters.ts'
import { presentMedia } from '../../present/present-media.ts'

export const getMedia = (needs: { readonly origin: string; readonly media: Pick<MediaRoom, 'findMedia'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/media/:id',
    access: { who: 'user', scopes: ['write:media'] },
    response: mediaAttachment,
    summary: 'An own upload.',
    params: byId,
    async handle({ viewer, params }) {
      const media = await needs.media.findMedia(mediaId(params), viewerId(viewer))
      if (!media) throw notFound()
      return presentMedia(needs.origin, media)
    },
  })
