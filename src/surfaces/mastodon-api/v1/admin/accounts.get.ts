import { type Static, Type } from 'typebox'
import { roles } from '#domain/access/index.ts'
import type { AccountSearch, Moderation } from '#domain/moderation/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import type { presentAdminAccounts } from '../../admin/present-admin-account.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { adminAccount } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { toPage, withPage } from '../../parameters.ts'
import { roleIds } from '../../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly moderation: Pick<Moderation, 'searchAccounts'>
  readonly presentAdminAccounts: ReturnType<typeof presentAdminAccounts>
}

const flag = Type.Optional(Type.Boolean())
const common = {
  username: Type.Optional(Type.String()),
  display_name: Type.Optional(Type.String()),
  by_domain: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  ip: Type.Optional(Type.String({ description: 'Finds nobody: addresses are not kept.' })),
}
const queryV1 = withPage({
  ...common,
  local: flag,
  remote: flag,
  active: flag,
  pending: flag,
  disabled: flag,
  silenced: flag,
  suspended: flag,
  sensitized: flag,
  staff: flag,
})
const queryV2 = withPage({
  ...common,
  origin: Type.Optional(Type.String({ description: 'local or remote.' })),
  status: Type.Optional(Type.String({ description: 'active, pending, disabled, silenced or suspended.' })),
  permissions: Type.Optional(Type.String({ description: 'staff.' })),
  role_ids: Type.Optional(Type.Array(Type.String())),
  invited_by: Type.Optional(Type.String({ description: 'Finds nobody: who invited whom is not kept.' })),
})

export const getAdminAccountsV1 = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/accounts',
    access: { who: 'user', scopes: ['admin:read:accounts'] },
    response: Type.Array(adminAccount),
    paged: true,
    summary: 'Accounts here and elsewhere, for those who moderate.',
    query: queryV1,
    handle: ({ viewer, query, request }) => {
      staffOf(viewer, 'accounts')
      return list(needs, { query, request, search: readV1(query) })
    },
  })

export const getAdminAccountsV2 = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/admin/accounts',
    access: { who: 'user', scopes: ['admin:read:accounts'] },
    response: Type.Array(adminAccount),
    paged: true,
    summary: 'Accounts here and elsewhere, for those who moderate.',
    query: queryV2,
    handle: ({ viewer, query, request }) => {
      staffOf(viewer, 'accounts')
      return list(needs, { query, request, search: readV2(query) })
    },
  })

async function list(
  needs: Needs,
  {
    query,
    request,
    search,
  }: {
    query: Static<typeof queryV1> | Static<typeof queryV2>
    request: Parameters<typeof listAnswer>[1]
    search: AccountSearch | 'nobody'
  },
) {
  const page = toPage(query, { default: 100, max: 200 })
  const ids = search === 'nobody' ? [] : await needs.moderation.searchAccounts(search, page)
  const accounts = await needs.presentAdminAccounts(ids)
  const found = ids.map((id) => ({ id }))
  return listAnswer(
    needs.origin,
    request,
    ids.flatMap((id) => accounts.get(id) ?? []),
    edgesOf(found, page.limit),
  )
}

const staffRoles = roles.filter((role) => role !== 'user')

function readCommon(query: Static<typeof queryV1> | Static<typeof queryV2>): AccountSearch {
  return {
    username: query.username?.replace(/^@/, ''),
    displayName: query.display_name,
    domain: query.by_domain,
    email: query.email,
  }
}

function readV1(query: Static<typeof queryV1>): AccountSearch | 'nobody' {
  if (query.ip) return 'nobody'
  const statuses = [
    [query.active, 'active'],
    [query.pending, 'pending'],
    [query.disabled, 'disabled'],
    [query.silenced, 'limited'],
    [query.suspended, 'suspended'],
    [query.sensitized, 'sensitive'],
  ] as const
  return {
    ...readCommon(query),
    origin: query.local ? 'local' : query.remote ? 'remote' : undefined,
    status: statuses.find(([given]) => given)?.[1],
    roles: query.staff ? staffRoles : undefined,
  }
}

function readV2(query: Static<typeof queryV2>): AccountSearch | 'nobody' {
  if (query.ip || query.invited_by) return 'nobody'
  const status = statusNames.get(query.status ?? '')
  const chosen = query.role_ids?.flatMap((id) => roles.filter((role) => roleIds[role] === id))
  return {
    ...readCommon(query),
    origin: query.origin === 'local' || query.origin === 'remote' ? query.origin : undefined,
    status,
    roles: chosen && chosen.length > 0 ? chosen : query.permissions === 'staff' ? staffRoles : undefined,
  }
}

/** No object: `__proto__` and `constructor` would be found in it. */
const statusNames: ReadonlyMap<string, AccountSearch['status']> = new Map([
  ['active', 'active'],
  ['pending', 'pending'],
  ['disabled', 'disabled'],
  ['silenced', 'limited'],
  ['suspended', 'suspended'],
])
