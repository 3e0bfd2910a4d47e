import { Type } from 'typebox'
import {
  type CanonicalEmailBlock,
  canonicalEmailHash,
  type EmailBlockId,
  type EmailDomainBlock,
  type Policies,
} from '#domain/policies/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { staffOf, taken } from '../../admin/staff-of.ts'
import { parseDomain } from '../../domain-parameter.ts'
import { adminCanonicalEmailBlock, adminEmailDomainBlock } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { byId, notFound, pageQuery, toPage } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly policies: Pick<
    Policies,
    | 'blockCanonicalEmail'
    | 'blockEmailDomain'
    | 'findCanonicalEmail'
    | 'findEmailDomain'
    | 'listCanonicalEmails'
    | 'listEmailDomains'
    | 'unblockCanonicalEmail'
    | 'unblockEmailDomain'
  >
}

const domains = '/api/v1/admin/email_domain_blocks'
const mailboxes = '/api/v1/admin/canonical_email_blocks'
const read = (area: string) => ({ who: 'user', scopes: [`admin:read:${area}`] }) as const
const write = (area: string) => ({ who: 'user', scopes: [`admin:write:${area}`] }) as const

/** Domains of e-mail addresses by which nobody may join. */
export const emailDomainBlockEndpoints = (needs: Needs) => [
  endpoint({
    method: 'GET',
    path: domains,
    access: read('email_domain_blocks'),
    response: Type.Array(adminEmailDomainBlock),
    paged: true,
    summary: 'Domains of e-mail addresses by which nobody may join, the latest first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'blocks')
      const page = toPage(query, { default: 100, max: 200 })
      const blocks = await needs.policies.listEmailDomains(page)
      return listAnswer(needs.origin, request, blocks.map(presentDomain), edgesOf(blocks, page.limit))
    },
  }),
  endpoint({
    method: 'GET',
    path: `${domains}/:id`,
    access: read('email_domain_blocks'),
    response: adminEmailDomainBlock,
    summary: 'One blocked domain of e-mail addresses.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'blocks')
      const block = await needs.policies.findEmailDomain(params.id as EmailBlockId)
      if (!block) throw notFound()
      return presentDomain(block)
    },
  }),
  endpoint({
    method: 'POST',
    path: domains,
    access: write('email_domain_blocks'),
    response: adminEmailDomainBlock,
    summary: 'Blocks a domain of e-mail addresses and all below it.',
    body: Type.Object({
      domain: Type.String({ minLength: 1, maxLength: 300 }),
      allow_with_approval: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, body }) {
      const { accountId } = staffOf(viewer, 'blocks')
      const domain = parseDomain(body.domain, needs.origin)
      const content = { domain, allowWithApproval: body.allow_with_approval ?? false }
      const block = await needs.policies.blockEmailDomain(content, accountId)
      if (!block) throw taken('Domain')
      return presentDomain(block)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${domains}/:id`,
    access: write('email_domain_blocks'),
    response: nothing,
    summary: 'Lifts the block of a domain of e-mail addresses.',
    params: byId,
    async handle({ viewer, params }) {
      const { accountId } = staffOf(viewer, 'blocks')
      if (!(await needs.policies.unblockEmailDomain(params.id as EmailBlockId, accountId))) throw notFound()
      return {}
    },
  }),
]

/** Mailboxes by which nobody may join, known by a hash. */
export const canonicalEmailBlockEndpoints = (needs: Needs) => [
  endpoint({
    method: 'GET',
    path: mailboxes,
    access: read('canonical_email_blocks'),
    response: Type.Array(adminCanonicalEmailBlock),
    paged: true,
    summary: 'Mailboxes by which nobody may join, the latest first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'blocks')
      const page = toPage(query, { default: 100, max: 200 })
      const blocks = await needs.policies.listCanonicalEmails(page)
      return listAnswer(needs.origin, request, blocks.map(presentMailbox), edgesOf(blocks, page.limit))
    },
  }),
  endpoint({
    method: 'GET',
    path: `${mailboxes}/:id`,
    access: read('canonical_email_blocks'),
    response: adminCanonicalEmailBlock,
    summary: 'One blocked mailbox.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'blocks')
      const block = await needs.policies.findCanonicalEmail({ id: params.id as EmailBlockId })
      if (!block) throw notFound()
      return presentMailbox(block)
    },
  }),
  endpoint({
    method: 'POST',
    path: `${mailboxes}/test`,
    access: read('canonical_email_blocks'),
    response: Type.Array(adminCanonicalEmailBlock),
    summary: 'Which block an e-mail address falls under.',
    body: Type.Object({ email: Type.String({ minLength: 3, maxLength: 300 }) }),
    async handle({ viewer, body }) {
      staffOf(viewer, 'blocks')
      const block = await needs.policies.findCanonicalEmail({ hash: canonicalEmailHash(body.email) })
      return block ? [presentMailbox(block)] : []
    },
  }),
  endpoint({
    method: 'POST',
    path: mailboxes,
    access: write('canonical_email_blocks'),
    response: adminCanonicalEmailBlock,
    summary: 'Blocks a mailbox, by its address or by the hash of it.',
    body: Type.Object({
      email: Type.Optional(Type.String({ maxLength: 300 })),
      canonical_email_hash: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })),
    }),
    async handle({ viewer, body }) {
      const { accountId } = staffOf(viewer, 'blocks')
      if (body.canonical_email_hash === undefined && !body.email?.includes('@'))
        throw new Refusal(422, "Validation failed: Canonical email hash can't be blank")
      const hash = body.canonical_email_hash?.toLowerCase() ?? canonicalEmailHash(body.email ?? '')
      const block = await needs.policies.blockCanonicalEmail(hash, accountId)
      if (!block) throw taken('Canonical email hash')
      return presentMailbox(block)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${mailboxes}/:id`,
    access: write('canonical_email_blocks'),
    response: nothing,
    summary: 'Lifts the block of a mailbox.',
    params: byId,
    async handle({ viewer, params }) {
      const { accountId } = staffOf(viewer, 'blocks')
      if (!(await needs.policies.unblockCanonicalEmail(params.id as EmailBlockId, accountId)))
        throw notFound()
      return {}
    },
  }),
]

/** How often a block was hit is not counted: the history is empty. */
function presentDomain(block: EmailDomainBlock) {
  return {
    id: block.id,
    domain: block.domain,
    created_at: block.createdAt.toISOString(),
    history: [],
    allow_with_approval: block.allowWithApproval,
  }
}

function presentMailbox(block: CanonicalEmailBlock) {
  return { id: block.id, canonical_email_hash: block.hash }
}
