import { Type } from 'typebox'
import type { Checkins } from '#domain/checkins/index.ts'
import { type MediaRoom, maxDescriptionLength } from '#domain/media/index.ts'
import { endpoint, isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { uploadedMedia } from '../../entities/media.ts'
import { byId, mediaId, notFound, viewerId } from '../../parameters.ts'
import { parseFocus } from '../../parse-focus.ts'
import { presentUpload } from '../../present/present-upload.ts'

export const putMedia = (needs: {
  readonly origin: string
  readonly media: Pick<MediaRoom, 'describe' | 'changeThumbnail'>
  readonly checkins: Pick<Checkins, 'findPhotoPlace'>
}) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/media/:id',
    access: { who: 'user', scopes: ['write:media'] },
    response: uploadedMedia,
    summary: "Changes an own upload's description, focal point or, of a film, its picture.",
    bodyLimit: 20 * 1024 * 1024,
    params: byId,
    body: Type.Object({
      description: Type.Optional(Type.String({ maxLength: maxDescriptionLength })),
      focus: Type.Optional(Type.String()),
      thumbnail: Type.Optional(Type.Unknown({ description: 'A picture that stands for a film.' })),
    }),
    async handle({ viewer, params, body }) {
      if (isUploadedFile(body.thumbnail)) {
        const change = await needs.media.changeThumbnail(mediaId(params), viewerId(viewer), body.thumbnail)
        if (!change.ok && change.because === 'missing') throw notFound()
        if (!change.ok) throw new Refusal(422, `Validation failed: ${change.message}`)
      }
      const changes = {
        ...(body.description !== undefined && { description: body.description || null }),
        ...parseFocus(body.focus),
      }
      const media = await needs.media.describe(mediaId(params), viewerId(viewer), changes)
      if (!media) throw notFound()
      return presentUpload(needs, media)
    },
  })
