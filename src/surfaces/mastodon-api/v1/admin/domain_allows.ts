import { Type } from 'typebox'
import type { DomainAllow, DomainAllowId, Policies } from '#domain/policies/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { domainBody, parseDomain } from '../../domain-parameter.ts'
import { adminDomainAllow } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { byId, notFound, pageQuery, toPage } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly policies: Pick<Policies, 'allowDomain' | 'disallowDomain' | 'findAllow' | 'listAllows'>
}

const path = '/api/v1/admin/domain_allows'
const read = { who: 'user', scopes: ['admin:read:domain_allows'] } as const
const write = { who: 'user', scopes: ['admin:write:domain_allows'] } as const

export const getAdminDomainAllows = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access: read,
    response: Type.Array(adminDomainAllow),
    paged: true,
    summary: 'Domains that count in limited federation, the latest first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'federation')
      const page = toPage(query, { default: 100, max: 200 })
      const allows = await needs.policies.listAllows(page)
      return listAnswer(needs.origin, request, allows.map(present), edgesOf(allows, page.limit))
    },
  })

export const getAdminDomainAllow = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access: read,
    response: adminDomainAllow,
    summary: 'One allowed domain.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'federation')
      return present(await find(needs, params.id))
    },
  })

export const postAdminDomainAllow = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access: write,
    response: adminDomainAllow,
    summary: 'Allows a domain and all below it.',
    body: domainBody,
    async handle({ viewer, body }) {
      const staff = staffOf(viewer, 'federation')
      return present(
        await needs.policies.allowDomain(parseDomain(body.domain, needs.origin), staff.accountId),
      )
    },
  })

export const deleteAdminDomainAllow = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: write,
    response: nothing,
    summary: 'Takes an allowance back.',
    params: byId,
    async handle({ viewer, params }) {
      const staff = staffOf(viewer, 'federation')
      const { domain } = await find(needs, params.id)
      await needs.policies.disallowDomain(domain, staff.accountId)
      return {}
    },
  })

async function find(needs: Needs, id: string): Promise<DomainAllow> {
  const allow = await needs.policies.findAllow(id as DomainAllowId)
  if (!allow) throw notFound()
  return allow
}

function present(allow: DomainAllow) {
  return { id: allow.id, domain: allow.domain, created_at: allow.createdAt.toISOString() }
}
