import { Type } from 'typebox'
import { entity, nullable } from '#platform/http-server/index.ts'

const text = Type.String()

const size = Type.Object({
  width: Type.Integer(),
  height: Type.Integer(),
  size: text,
  aspect: Type.Number(),
  duration: Type.Optional(Type.Number({ description: 'Seconds.' })),
})

export const mediaMembers = {
  id: text,
  type: Type.Enum(['unknown', 'image', 'gifv', 'video', 'audio']),
  url: nullable(text),
  preview_url: nullable(text),
  remote_url: nullable(text),
  preview_remote_url: Type.Null(),
  text_url: Type.Null(),
  meta: Type.Object({
    original: Type.Optional(size),
    small: Type.Optional(size),
    focus: Type.Object({ x: Type.Number(), y: Type.Number() }),
  }),
  description: nullable(text),
  blurhash: nullable(text),
}

export const mediaAttachment = entity('MediaAttachment', mediaMembers)

/** For who uploads; `cairn` once, `proposed_place` until it is part of a post. */
export const uploadedMedia = entity('UploadedMedia', {
  ...mediaMembers,
  proposed_place: Type.Optional(
    Type.Object(
      { id: text, name: text },
      {
        description:
          "Where the photo's position says that it was taken: a 📍 in the text makes the post a check-in there.",
      },
    ),
  ),
  cairn: Type.Optional(
    Type.Object({
      gps: nullable(Type.Object({ latitude: Type.Number(), longitude: Type.Number() })),
    }),
  ),
})
