import { Type } from 'typebox'
import type { Checkins } from '#domain/checkins/index.ts'
import type { MediaRoom, UploadOutcome } from '#domain/media/index.ts'
import { endpoint, isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { uploadedMedia } from './entities/media.ts'
import { viewerId } from './parameters.ts'
import { parseFocus } from './parse-focus.ts'
import { presentUpload } from './present/present-upload.ts'

export interface UploadNeeds {
  readonly origin: string
  readonly media: Pick<MediaRoom, 'upload'>
  readonly checkins: Pick<Checkins, 'findPreferences' | 'proposePlace' | 'findPhotoPlace'>
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
      const accountId = viewerId(viewer)
      const { photoPlaces } = await needs.checkins.findPreferences(accountId)
      const outcome = await needs.media.upload({
        accountId,
        path: body.file.path,
        declaredType: body.file.declaredType,
        description: body.description,
        ...parseFocus(body.focus),
        readGps: body.read_gps,
        propose: photoPlaces ? (position) => needs.checkins.proposePlace(accountId, position) : undefined,
        ...(isUploadedFile(body.thumbnail) && { thumbnail: body.thumbnail }),
      })
      if (!outcome.ok) throw new Refusal(statusOf(outcome.because), `Validation failed: ${outcome.message}`)
      return {
        ...(await presentUpload(needs, outcome.media)),
        ...(body.read_gps && { cairn: { gps: pointOf(outcome.gps) } }),
      }
    },
  })
}

function pointOf(gps: Extract<UploadOutcome, { ok: true }>['gps']) {
  return gps && { latitude: gps.latitude, longitude: gps.longitude }
}
