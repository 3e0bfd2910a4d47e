import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { type DomainBlock, type DomainBlockId, type Policies, severityNames } from '#domain/policies/index.ts'
import { endpoint, invalid, nothing, Refusal } from '#platform/http-server/index.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { parseDomain } from '../../domain-parameter.ts'
import { adminDomainBlock } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { byId, notFound, pageQuery, toPage } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly policies: Pick<Policies, 'blockDomain' | 'findBlock' | 'listBlocks' | 'unblockDomain'>
}

const path = '/api/v1/admin/domain_blocks'
const read = { who: 'user', scopes: ['admin:read:domain_blocks'] } as const
const write = { who: 'user', scopes: ['admin:write:domain_blocks'] } as const

const content = {
  severity: Type.Optional(Type.String({ description: 'silence (default), suspend or noop.' })),
  reject_media: Type.Optional(Type.Boolean()),
  reject_reports: Type.Optional(Type.Boolean()),
  private_comment: Type.Optional(Type.String({ maxLength: 10_000 })),
  public_comment: Type.Optional(Type.String({ maxLength: 10_000 })),
  obfuscate: Type.Optional(Type.Boolean()),
}
const changes = Type.Object(content)
const takenOrInvalid = Type.Object({
  ...invalid.properties,
  existing_domain_block: Type.Optional(adminDomainBlock),
})

export const getAdminDomainBlocks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access: read,
    response: Type.Array(adminDomainBlock),
    paged: true,
    summary: 'Blocked and limited domains, the latest first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'federation')
      const page = toPage(query, { default: 100, max: 200 })
      const blocks = await needs.policies.listBlocks(page)
      return listAnswer(needs.origin, request, blocks.map(present), edgesOf(blocks, page.limit))
    },
  })

export const getAdminDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access: read,
    response: adminDomainBlock,
    summary: 'One blocked or limited domain.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'federation')
      return present(await find(needs, params.id))
    },
  })

export const postAdminDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access: write,
    response: adminDomainBlock,
    alsoAnswers: { 422: takenOrInvalid },
    summary: 'Blocks or limits a domain and all below it.',
    body: Type.Object({ domain: Type.String({ minLength: 1, maxLength: 300 }), ...content }),
    async handle({ viewer, body }) {
      const staff = staffOf(viewer, 'federation')
      const domain = parseDomain(body.domain, needs.origin)
      const wanted = { ...nothingSaid, domain, severity: 'limit' as const, ...readContent(body) }
      const outcome = await needs.policies.blockDomain(wanted, { by: staff.accountId })
      if (outcome.kind === 'there_already')
        throw new Refusal(422, 'Validation failed: Domain has already been taken', {
          details: { existing_domain_block: present(outcome.block) },
        })
      return present(outcome.block)
    },
  })

export const putAdminDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: `${path}/:id`,
    access: write,
    response: adminDomainBlock,
    summary: 'Changes what is said of a domain.',
    params: byId,
    body: changes,
    async handle({ viewer, params, body }) {
      const staff = staffOf(viewer, 'federation')
      const { id: _id, createdAt: _at, ...known } = await find(needs, params.id)
      const wanted = { ...known, ...readContent(body) }
      const { block } = await needs.policies.blockDomain(wanted, { by: staff.accountId, replace: true })
      return present(block)
    },
  })

export const deleteAdminDomainBlock = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: write,
    response: nothing,
    summary: 'Lifts what was said of a domain.',
    params: byId,
    async handle({ viewer, params }) {
      const staff = staffOf(viewer, 'federation')
      const { domain } = await find(needs, params.id)
      await needs.policies.unblockDomain(domain, staff.accountId)
      return {}
    },
  })

async function find(needs: Needs, id: string): Promise<DomainBlock> {
  const block = await needs.policies.findBlock(id as DomainBlockId)
  if (!block) throw notFound()
  return block
}

const nothingSaid = {
  rejectMedia: false,
  rejectReports: false,
  obfuscate: false,
  privateComment: '',
  publicComment: '',
}

/** What was given; what was not stays as it is. */
function readContent(body: Static<typeof changes>) {
  const severity = (['suspend', 'limit', 'none'] as const).find((one) => severityNames[one] === body.severity)
  if (body.severity !== undefined && !severity)
    throw new Refusal(422, 'Validation failed: Severity is not included in the list')
  return {
    ...(severity && { severity }),
    ...(body.reject_media !== undefined && { rejectMedia: body.reject_media }),
    ...(body.reject_reports !== undefined && { rejectReports: body.reject_reports }),
    ...(body.obfuscate !== undefined && { obfuscate: body.obfuscate }),
    ...(body.private_comment !== undefined && { privateComment: body.private_comment }),
    ...(body.public_comment !== undefined && { publicComment: body.public_comment }),
  }
}

function present(block: DomainBlock) {
  return {
    id: block.id,
    domain: block.domain,
    digest: createHash('sha256').update(block.domain).digest('hex'),
    created_at: block.createdAt.toISOString(),
    severity: severityNames[block.severity],
    reject_media: block.rejectMedia,
    reject_reports: block.rejectReports,
    private_comment: block.privateComment || null,
    public_comment: block.publicComment || null,
    obfuscate: block.obfuscate,
  }
}
