import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { tag } from '../../entities/status.ts'
import { viewerId } from '../../parameters.ts'
import type { presentTags } from '../../present/present-tags.ts'
import { type TrendNeeds, trendAnswer, trendPage, trendQuery } from '../../trend-answer.ts'

type Needs = TrendNeeds & { readonly presentTags: ReturnType<typeof presentTags> }

/** @param path `/api/v1/trends` is the older name of the same list */
export const getTrendingTags = (needs: Needs, path: '/api/v1/trends/tags' | '/api/v1/trends') =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'public', scopes: ['read'] },
    response: Type.Array(tag),
    paged: true,
    summary: 'Hashtags that more people use than usual.',
    consistency: 'later',
    query: trendQuery,
    async handle({ viewer, query, request }) {
      const page = trendPage(query, { default: 10, max: 20 })
      const names = await needs.trends.listTrends('tag', page)
      const list = await needs.presentTags(viewerId(viewer), names)
      return trendAnswer(needs, request, { list, found: names.length, page })
    },
  })
