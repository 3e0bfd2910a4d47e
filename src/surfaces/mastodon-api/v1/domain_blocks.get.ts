import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listDomainBlocks'>
}

export const getDomainBlocks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/domain_blocks',
    access: { who: 'user', scopes: ['read:blocks'] },
    response: Type.Array(Type.String()),
    paged: true,
    summary: 'Domains that the viewer blocks.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 100, max: 200 })
      const blocks = await needs.relationships.listDomainBlocks(viewerId(viewer), page)
      const domains = blocks.map((block) => block.domain)
      return listAnswer(needs.origin, request, domains, edgesOf(blocks, page.limit))
    },
  })
