import type { Trends } from '#domain/trends/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { presentTrendingLink } from '../../present/present-link.ts'
import { type TrendNeeds, trendAnswer, trendPage, trendQuery } from '../../trend-answer.ts'

type Needs = TrendNeeds & { readonly trends: Pick<Trends, 'findLinkHistories'> }

export const getTrendingLinks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/trends/links',
    access: { who: 'public', scopes: ['read'] },
    summary: 'Links that many people share.',
    query: trendQuery,
    async handle({ query, request }) {
      const page = trendPage(query, { default: 10, max: 20 })
      const urls = await needs.trends.listTrends('link', page)
      const histories = await needs.trends.findLinkHistories(urls)
      const list = urls.map((url) => presentTrendingLink(url, histories.get(url) ?? []))
      return trendAnswer(needs, request, { list, found: urls.length, page })
    },
  })
