import { Type } from 'typebox'
import { normaliseTag } from '#domain/posts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { toPage, viewerId, withPage } from '../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../timeline-answer.ts'

export const getTag = (needs: TimelineNeeds & { readonly timelines: Pick<Timelines, 'listTag'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/tag/:hashtag',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Public posts with a hashtag.',
    params: Type.Object({ hashtag: Type.String({ maxLength: 200 }) }),
    query: withPage({
      local: Type.Optional(Type.Boolean()),
      remote: Type.Optional(Type.Boolean()),
      only_media: Type.Optional(Type.Boolean()),
      any: moreTags('Posts with one of these count, too.'),
      all: moreTags('Only posts that have each of these, too.'),
      none: moreTags('No posts that have one of these.'),
    }),
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const from = query.local ? 'here' : query.remote ? 'elsewhere' : 'everywhere'
      const filter = {
        from,
        onlyMedia: query.only_media ?? false,
        any: readTags(query.any),
        all: readTags(query.all),
        none: readTags(query.none),
      } as const
      const page = await needs.timelines.listTag(me, normaliseTag(params.hashtag), filter, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })

/** As many of each as Mastodon reads. */
const mostTags = 4

function moreTags(description: string) {
  return Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { description }))
}

function readTags(given: readonly string[] = []): string[] {
  return given.slice(0, mostTags).map(normaliseTag)
}
