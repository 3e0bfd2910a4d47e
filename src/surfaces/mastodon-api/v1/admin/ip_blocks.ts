import { type Static, Type } from 'typebox'
import {
  type IpBlock,
  type IpBlockId,
  ipSeverities,
  type Policies,
  parseRange,
} from '#domain/policies/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { staffOf, taken } from '../../admin/staff-of.ts'
import { adminIpBlock } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { byId, maxSeconds, notFound, pageQuery, toPage } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly clock: Clock
  readonly policies: Pick<Policies, 'blockIp' | 'changeIpBlock' | 'findIpBlock' | 'listIps' | 'unblockIp'>
}

const path = '/api/v1/admin/ip_blocks'
const read = { who: 'user', scopes: ['admin:read:ip_blocks'] } as const
const write = { who: 'user', scopes: ['admin:write:ip_blocks'] } as const

const fields = {
  comment: Type.Optional(Type.String({ maxLength: 1000 })),
  expires_in: Type.Optional(
    Type.Integer({ minimum: 0, maximum: maxSeconds, description: 'Seconds; 0 and absent: for ever.' }),
  ),
}
const changes = Type.Object({
  ip: Type.Optional(Type.String()),
  severity: Type.Optional(Type.String()),
  ...fields,
})

/** Addresses of the network from which nobody may join, or not even sign in. */
export const ipBlockEndpoints = (needs: Needs) => [
  endpoint({
    method: 'GET',
    path,
    access: read,
    response: Type.Array(adminIpBlock),
    paged: true,
    summary: 'Blocked addresses of the network, the latest first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'blocks')
      const page = toPage(query, { default: 100, max: 200 })
      const blocks = await needs.policies.listIps(page)
      return listAnswer(needs.origin, request, blocks.map(present), edgesOf(blocks, page.limit))
    },
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access: read,
    response: adminIpBlock,
    summary: 'One blocked address or range.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'blocks')
      const block = await needs.policies.findIpBlock(params.id as IpBlockId)
      if (!block) throw notFound()
      return present(block)
    },
  }),
  endpoint({
    method: 'POST',
    path,
    access: write,
    response: adminIpBlock,
    summary: 'Blocks an address or a range.',
    body: Type.Object({
      ip: Type.String({ maxLength: 100, description: 'An address, or a range like 192.0.2.0/24.' }),
      severity: Type.String({ description: ipSeverities.join(', ') }),
      ...fields,
    }),
    async handle({ viewer, body }) {
      const { accountId } = staffOf(viewer, 'blocks')
      const given = readChanges(needs, body)
      if (!given.range || !given.severity) throw new Refusal(422, "Validation failed: Ip can't be blank")
      const { range, severity, comment = '', expiresAt = null } = given
      const block = await needs.policies.blockIp({ range, severity, comment, expiresAt }, accountId)
      if (!block) throw taken('Ip')
      return present(block)
    },
  }),
  endpoint({
    method: 'PUT',
    path: `${path}/:id`,
    access: write,
    response: adminIpBlock,
    summary: 'Changes a block of an address or range.',
    params: byId,
    body: changes,
    async handle({ viewer, params, body }) {
      const { accountId } = staffOf(viewer, 'blocks')
      const id = params.id as IpBlockId
      const block = await needs.policies.changeIpBlock(id, readChanges(needs, body), accountId)
      if (block === 'taken') throw taken('Ip')
      if (!block) throw notFound()
      return present(block)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: write,
    response: nothing,
    summary: 'Lifts a block of an address or range.',
    params: byId,
    async handle({ viewer, params }) {
      const { accountId } = staffOf(viewer, 'blocks')
      if (!(await needs.policies.unblockIp(params.id as IpBlockId, accountId))) throw notFound()
      return {}
    },
  }),
]

/** What was given. @throws Refusal 422 */
function readChanges({ clock }: Needs, body: Static<typeof changes>) {
  const range = body.ip === undefined ? undefined : parseRange(body.ip)
  if (body.ip !== undefined && !range)
    throw new Refusal(422, 'Validation failed: Ip is not a valid IP address')
  const severity = ipSeverities.find((one) => one === body.severity)
  if (body.severity !== undefined && !severity)
    throw new Refusal(422, 'Validation failed: Severity is not included in the list')
  return {
    ...(range && { range }),
    ...(severity && { severity }),
    ...(body.comment !== undefined && { comment: body.comment }),
    ...(body.expires_in !== undefined && {
      expiresAt: body.expires_in === 0 ? null : new Date(clock.now() + body.expires_in * 1000),
    }),
  }
}

function present(block: IpBlock) {
  return {
    id: block.id,
    ip: block.range,
    severity: block.severity,
    comment: block.comment,
    created_at: block.createdAt.toISOString(),
    expires_at: block.expiresAt?.toISOString() ?? null,
  }
}
