import { Type } from 'typebox'
import type { PostId, Posts } from '#domain/posts/index.ts'
import { tagIdOf } from '#domain/tags/index.ts'
import type { TrendKind, Trends } from '#domain/trends/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { findTagName } from '../../admin/find-tag.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { adminLink, adminStatus, adminTag, status } from '../../entities/status.ts'
import { byId, notFound } from '../../parameters.ts'
import { type LinkPresenterNeeds, presentTrendingLinks } from '../../present/present-link.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'
import type { presentTags } from '../../present/present-tags.ts'
import { type TrendNeeds, trendAnswer, trendPage, trendQuery } from '../../trend-answer.ts'

interface Needs extends TrendNeeds, LinkPresenterNeeds {
  readonly trends: Pick<
    Trends,
    'findLinkHistories' | 'findReviews' | 'listKnownTags' | 'listTrends' | 'reviewTrend'
  >
  readonly posts: Pick<Posts, 'findVisible'>
  readonly presentTags: ReturnType<typeof presentTags>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

const read = { who: 'user', scopes: ['admin:read'] } as const
const write = { who: 'user', scopes: ['admin:write'] } as const

/** What is popular, with what moderators have rejected; and their verdicts. */
export const adminTrendEndpoints = (needs: Needs) => [
  listing(needs, 'tags', (names) => presentAdminTags(needs, names)),
  listing(needs, 'links', async (urls) => {
    const [links, reviews] = await Promise.all([
      presentTrendingLinks(needs, urls),
      needs.trends.findReviews('link', urls),
    ])
    return links.map((link) => ({
      ...link,
      id: tagIdOf(link.url),
      requires_review: !reviews.has(link.url),
    }))
  }),
  listing(needs, 'statuses', async (ids) => {
    const reviews = await needs.trends.findReviews('post', ids)
    const statuses = await needs.presentStatuses(undefined, ids as PostId[])
    return statuses.map((status) => ({ ...status, requires_review: !reviews.has(status.id) }))
  }),
  ...(['tags', 'links', 'statuses'] as const).flatMap((name) =>
    (['approve', 'reject'] as const).map((verdict) => verdictOn(needs, name, verdict)),
  ),
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/tags',
    access: read,
    response: Type.Array(adminTag),
    paged: true,
    summary: 'Hashtags that were used in the last week, the most used first.',
    query: trendQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'trends')
      const page = trendPage(query, { default: 100, max: 200 })
      const names = (await needs.trends.listKnownTags()).slice(page.offset, page.offset + page.limit)
      const list = await presentAdminTags(needs, names)
      return trendAnswer(needs, request, { list, found: names.length, page })
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/tags/:id',
    access: read,
    response: adminTag,
    summary: 'One hashtag that was used in the last week.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'trends')
      return (await presentAdminTags(needs, [await tagOr404(needs, params.id)]))[0]
    },
  }),
  endpoint({
    method: 'PUT',
    path: '/api/v1/admin/tags/:id',
    access: write,
    response: adminTag,
    summary: 'Says whether a hashtag may trend.',
    params: byId,
    body: Type.Object({ trendable: Type.Optional(Type.Boolean()) }),
    async handle({ viewer, params, body }) {
      const { accountId } = staffOf(viewer, 'trends')
      const name = await tagOr404(needs, params.id)
      if (body.trendable !== undefined)
        await needs.trends.reviewTrend('tag', name, { allowed: body.trendable, by: accountId })
      return (await presentAdminTags(needs, [name]))[0]
    },
  }),
]

const listed = { tags: adminTag, links: adminLink, statuses: adminStatus } as const
const judged = { tags: adminTag, links: adminLink, statuses: status } as const
const kinds = { tags: 'tag', links: 'link', statuses: 'post' } as const

function listing(
  needs: Needs,
  name: keyof typeof kinds,
  present: (subjects: string[]) => Promise<readonly object[]>,
) {
  return endpoint({
    method: 'GET',
    path: `/api/v1/admin/trends/${name}`,
    access: read,
    response: Type.Array(listed[name]),
    paged: true,
    summary: `Popular ${name}, rejected ones included.`,
    query: trendQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'trends')
      const page = trendPage(query, { default: 20, max: 100 })
      const subjects = await needs.trends.listTrends(kinds[name], page, 'all')
      const list = await present(subjects)
      return trendAnswer(needs, request, { list, found: subjects.length, page })
    },
  })
}

function verdictOn(needs: Needs, name: keyof typeof kinds, verdict: 'approve' | 'reject') {
  return endpoint({
    method: 'POST',
    path: `/api/v1/admin/trends/${name}/:id/${verdict}`,
    access: write,
    response: judged[name],
    summary:
      verdict === 'approve' ? `Lets one of the ${name} trend.` : `Keeps one of the ${name} from trending.`,
    params: byId,
    async handle({ viewer, params }) {
      const { accountId } = staffOf(viewer, 'trends')
      const subject = await subjectOr404(needs, kinds[name], params.id)
      await needs.trends.reviewTrend(kinds[name], subject, { allowed: verdict === 'approve', by: accountId })
      if (name === 'tags') return (await presentAdminTags(needs, [subject]))[0]
      if (name === 'statuses') return (await needs.presentStatuses(undefined, [subject as PostId]))[0]
      return { ...(await presentTrendingLinks(needs, [subject]))[0], id: tagIdOf(subject) }
    },
  })
}

async function subjectOr404(needs: Needs, kind: TrendKind, id: string): Promise<string> {
  if (kind === 'tag') return tagOr404(needs, id)
  if (kind === 'post') {
    // Only what everybody may see can trend, so a verdict is no way to read anything else (R13).
    if (!(await needs.posts.findVisible(undefined, id as PostId))) throw notFound()
    return id
  }
  const links = await needs.trends.listTrends('link', { limit: 200, offset: 0 }, 'all')
  const url = links.find((one) => tagIdOf(one) === id)
  if (url === undefined) throw notFound()
  return url
}

async function tagOr404(needs: Needs, id: string): Promise<string> {
  const name = await findTagName(needs.trends, id)
  if (name === undefined) throw notFound()
  return name
}

async function presentAdminTags(needs: Needs, names: readonly string[]) {
  const [tags, reviews] = await Promise.all([
    needs.presentTags(undefined, names),
    needs.trends.findReviews('tag', names),
  ])
  return tags.map((tag) => ({
    ...tag,
    trendable: reviews.get(tag.name) ?? true,
    usable: true,
    requires_review: false,
  }))
}
