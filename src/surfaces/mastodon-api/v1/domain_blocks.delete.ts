import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { domainBody, parseDomain } from '../domain-parameter.ts'
import { viewerId } from '../parameters.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'unblockDomain'>
}

export const deleteDomainBlockEndpoint = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/domain_blocks',
    access: { who: 'user', scopes: ['write:blocks'] },
    response: nothing,
    summary: 'Shows a domain again; follows do not come back.',
    body: domainBody,
    async handle({ viewer, body }) {
      await needs.relationships.unblockDomain(viewerId(viewer), parseDomain(body.domain, needs.origin))
      return {}
    },
  })
