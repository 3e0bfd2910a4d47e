import { Type } from 'typebox'
import { type MediaRoom, maxDescriptionLength } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { mediaAttachment } from '../../entities/media.ts'
import { byId, mediaId, notFound, viewerId } from '../../parameters.ts'
import { parseFocus } from '../../parse-focus.ts'
import { presentMedia } from '../../present/present-media.ts'

export const putMedia = (needs: { readonly origin: string; readonly media: Pick<MediaRoom, 'describe'> }) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/media/:id',
    access: { who: 'user', scopes: ['write:media'] },
    response: mediaAttachment,
    summary: "Changes an own upload's description or focal point.",
    params: byId,
    body: Type.Object({
      description: Type.Optional(Type.String({ maxLength: maxDescriptionLength })),
      focus: Type.Optional(Type.String()),
    }),
    async handle({ viewer, params, body }) {
      const changes = {
        ...(body.description !== undefined && { description: body.description || null }),
        ...parseFocus(body.focus),
      }
      const media = await needs.media.describe(mediaId(params), viewerId(viewer), changes)
      if (!media) throw notFound()
      return presentMedia(needs.origin, media)
    },
  })
