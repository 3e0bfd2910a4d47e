import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Trends } from '#domain/trends/index.ts'
import { answer } from '#platform/http-server/index.ts'

export interface TrendNeeds {
  readonly origin: string
  readonly trends: Pick<Trends, 'listTrends'>
}

export const trendQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ description: 'How many; tags and links: 10, most 20; posts: 20, most 40.' }),
  ),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
})

export function trendPage(query: Static<typeof trendQuery>, limits: { default: number; max: number }) {
  const limit = Math.min(Math.max(query.limit ?? limits.default, 1), limits.max)
  return { limit, offset: query.offset ?? 0 }
}

/** Trends have no ids to page by: the next page begins after a number of them. */
export function trendAnswer(
  needs: TrendNeeds,
  request: FastifyRequest,
  { list, found, page }: { list: readonly unknown[]; found: number; page: { limit: number; offset: number } },
) {
  const at = (offset: number) => {
    const url = new URL(request.url, needs.origin)
    url.searchParams.set('offset', String(offset))
    return url.href
  }
  const links = [
    ...(found >= page.limit ? [`<${at(page.offset + page.limit)}>; rel="next"`] : []),
    ...(page.offset > 0 ? [`<${at(Math.max(0, page.offset - page.limit))}>; rel="prev"`] : []),
  ]
  return answer(list, links.length > 0 ? { headers: { link: links.join(', ') } } : {})
}
