import { Type } from 'typebox'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { domainBody, parseDomain } from '../../domain-parameter.ts'
import { viewerId } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'countWithDomain'>
}

export const previewDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/domain_blocks/preview',
    access: { who: 'user', scopes: ['read:blocks'] },
    response: Type.Object({ following_count: Type.Integer(), followers_count: Type.Integer() }),
    summary: 'How many follows the block of a domain would end.',
    query: domainBody,
    async handle({ viewer, query }) {
      const domain = parseDomain(query.domain, needs.origin)
      const { followers, following } = await needs.relationships.countWithDomain(viewerId(viewer), domain)
      return { following_count: following, followers_count: followers }
    },
  })
