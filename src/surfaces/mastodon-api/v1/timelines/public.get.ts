import { Type } from 'typebox'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { toPage, viewerId, withPage } from '../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../timeline-answer.ts'

export const getPublic = (needs: TimelineNeeds & { readonly timelines: Pick<Timelines, 'listPublic'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/public',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Public posts: the global feed, or with local=true the local one.',
    query: withPage({
      local: Type.Optional(Type.Boolean()),
      remote: Type.Optional(Type.Boolean()),
      only_media: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const from = query.local ? 'here' : query.remote ? 'elsewhere' : 'everywhere'
      const filter = { from, onlyMedia: query.only_media ?? false } as const
      const page = await needs.timelines.listPublic(me, filter, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
