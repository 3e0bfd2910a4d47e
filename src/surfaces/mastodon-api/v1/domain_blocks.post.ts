import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { domainBody, parseDomain } from '../domain-parameter.ts'
import { viewerId } from '../parameters.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'blockDomain'>
}

export const postDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/domain_blocks',
    access: { who: 'user', scopes: ['write:blocks'] },
    response: nothing,
    summary: 'Hides everybody of a domain from the viewer and ends follows both ways.',
    body: domainBody,
    async handle({ viewer, body }) {
      await needs.relationships.blockDomain(viewerId(viewer), parseDomain(body.domain, needs.origin))
      return {}
    },
  })
