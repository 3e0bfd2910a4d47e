import { Type } from 'typebox'
import type { MediaRoom, UploadOutcome } from '#domain/media/index.ts'
import { endpoint, isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { uploadedMedia } from './entities/media.ts'
import { viewerId } from './parameters.ts'
import { parseFocus } from './parse-focus.ts'
import { presentMedia } from './present/present-media.ts'

export interface UploadNeeds {
  readonly origin: string
  readonly media: Pick<MediaRoom, 'upload'>
}

const statusOf = (because: Extract<UploadOutcome, { ok: false }>['because']) =>
  because === 'too_large' ? 413 : because === 'busy' ? 503 : 422

/** Both versions take the same upload; processing is done when they answer. */
export function uploadEndpoint(needs: UploadNeeds, version: 'v1' | 'v2') {
  return endpoint({
    method: 'POST',
    path: `/api/${version}/media`,
    access: { who: 'user', scopes: ['write:media'] },
    response: uploadedMedia,
    alsoAnswers: { 413: 'error' },
    summary: 'Takes in a picture or film; everything but the picture itself is removed.',
    bodyLimit: 101 * 1024 * 1024,
    body: Type.Object({
      file: Type.Optional(Type.Unknown({ description: 'JPEG, PNG, WebP, AVIF, GIF, HEIC or MP4.' })),
      thumbnail: Type.Optional(Type.Unknown({ description: 'A picture that stands for a film.' })),
      description: Type.Optional(Type.String({ description: 'What there is to see, for those who cannot.' })),
      focus: Type.Optional(Type.String({ description: 'The focal point: x,y from -1 to 1.' })),
      read_gps: Type.Optional(
        Type.Boolean({ description: "Answer the photo's position, once; it is kept nowhere." }),
      ),
    }),
    async handle({ viewer, body }) {
      if (!isUploadedFile(body.file)) throw new Refusal(422, 'Validation failed: file is missing')
      const outcome = await needs.media.upload({
        accountId: viewerId(viewer),
        path: body.file.path,
        declaredType: body.file.declaredType,
        description: body.description,
        ...parseFocus(body.focus),
        readGps: body.read_gps,
        ...(isUploadedFile(body.thumbnail) && { thumbnail: body.thumbnail }),
      })
      if (!outcome.ok) throw new Refusal(statusOf(outcome.because), `Validation failed: ${outcome.message}`)
      return {
        ...presentMedia(needs.origin, outcome.media),
        ...(body.read_gps && { cairn: { gps: outcome.gps } }),
      }
    },
  })
}
