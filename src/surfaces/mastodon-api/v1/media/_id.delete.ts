import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, mediaId, notFound, viewerId } from '../../parameters.ts'

export const deleteMedia = (needs: { readonly media: Pick<MediaRoom, 'discard'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/media/:id',
    access: { who: 'user', scopes: ['write:media'] },
    response: nothing,
    summary: 'Deletes an own upload that is part of no post.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.media.discard(mediaId(params), viewerId(viewer)))) throw notFound()
      return {}
    },
  })
