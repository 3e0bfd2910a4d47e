import { Type } from 'typebox'
import type { DescribedEndpoint } from '#platform/http-server/index.ts'
import { parseChannel } from './channel.ts'
import { eventStreams } from './event-streams.ts'
import { firehosePath } from './firehose/mount-firehose.ts'
import { newsTypes } from './firehose/wish.ts'

/** The streams for the OpenAPI document; how they are read stands in docs/use/streaming.md. */
export function describeStreams(): DescribedEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/streaming',
      access: { who: 'user' },
      ...stays,
      alsoAnswers: { 404: 'error' },
      summary: 'Every stream in one WebSocket, by messages; or one stream by name as server-sent events.',
      consistency: 'later',
      query: Type.Object({
        stream: Type.Optional(Type.String()),
        ...parameters.tag,
        ...parameters.list,
        since: Type.Optional(Type.String({ description: 'The id of the last message that was heard.' })),
      }),
    },
    ...Object.entries(eventStreams).map(([path, name]): DescribedEndpoint => {
      const wanted = { tag: 'tag', list: '1' }
      const parsed = parseChannel(name, wanted, '0' as Parameters<typeof parseChannel>[2])
      const fields = {
        ...(name.startsWith('hashtag') && parameters.tag),
        ...(name === 'list' && parameters.list),
        ...(name.startsWith('public') && parameters.only_media),
      }
      return {
        method: 'GET',
        path,
        access: { who: 'user', scopes: parsed.ok ? parsed.channel.scopes : [] },
        ...stays,
        ...(name === 'list' && { alsoAnswers: { 404: 'error' } }),
        summary: `The stream ${name}. The answer stays open.`,
        consistency: 'later',
        query: Type.Object(fields),
      }
    }),
    {
      method: 'GET',
      path: firehosePath,
      access: { who: 'public' },
      ...stays,
      summary:
        'Every public post and check-in that this server knows, resumable: a WebSocket, or server-sent events.',
      consistency: 'later',
      query: Type.Object({
        types: list(`Which of ${newsTypes.join(', ')}.`),
        account: list('Ids of authors.'),
        place: list('Ids of places.'),
        area: list('H3 cells of any resolution.'),
        local: Type.Optional(Type.Boolean({ description: 'Only what was written here.' })),
        cursor: Type.Optional(
          Type.String({ description: 'Reads on after it; `oldest` for all that is kept.' }),
        ),
      }),
    },
    {
      method: 'GET',
      path: '/api/v1/streaming/health',
      access: { who: 'public' },
      response: Type.Literal('OK'),
      mediaType: 'text/plain',
      summary: 'OK, while streams are served.',
    },
  ]
}

/** Not closed until the client goes, or its token. */
const stays = {
  response: Type.String({ description: 'Server-sent events; each data is JSON.' }),
  mediaType: 'text/event-stream',
}

const list = (description: string) =>
  Type.Optional(Type.String({ description: `${description} One, or several with commas between.` }))

const parameters = {
  tag: { tag: Type.Optional(Type.String({ description: 'Of hashtag streams: the tag, without #.' })) },
  list: { list: Type.Optional(Type.String({ description: 'Of the list stream: the id.' })) },
  only_media: { only_media: Type.Optional(Type.Boolean()) },
}
