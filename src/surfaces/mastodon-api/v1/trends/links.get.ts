import { Type } from 'typebox'
import type { Trends } from '#domain/trends/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { trendingLink } from '../../entities/status.ts'
import { type LinkPresenterNeeds, presentTrendingLinks } from '../../present/present-link.ts'
import { type TrendNeeds, trendAnswer, trendPage, trendQuery } from '../../trend-answer.ts'

type Needs = TrendNeeds & LinkPresenterNeeds & { readonly trends: Pick<Trends, 'listTrends'> }

export const getTrendingLinks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/trends/links',
    access: { who: 'public', scopes: ['read'] },
    response: Type.Array(trendingLink),
    paged: true,
    summary: 'Links that many people share.',
    consistency: 'later',
    query: trendQuery,
    async handle({ query, request }) {
      const page = trendPage(query, { default: 10, max: 20 })
      const urls = await needs.trends.listTrends('link', page)
      const list = await presentTrendingLinks(needs, urls)
      return trendAnswer(needs, request, { list, found: urls.length, page })
    },
  })
