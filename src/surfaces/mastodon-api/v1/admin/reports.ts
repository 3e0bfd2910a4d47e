import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import {
  type Moderation,
  type ReportChanges,
  type ReportId,
  reportCategories,
} from '#domain/moderation/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { presentAdminReports } from '../../admin/present-admin-report.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { adminReport } from '../../entities/admin.ts'
import { edgesOf, listAnswer } from '../../link-header.ts'
import { byId, notFound, toPage, withPage } from '../../parameters.ts'

interface Needs {
  readonly origin: string
  readonly instance: Pick<Instance, 'getSettings'>
  readonly moderation: Pick<Moderation, 'changeReport' | 'findReport' | 'listReports'>
  readonly presentAdminReports: ReturnType<typeof presentAdminReports>
}

const read = { who: 'user', scopes: ['admin:read:reports'] } as const
const write = { who: 'user', scopes: ['admin:write:reports'] } as const

export const getAdminReports = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/reports',
    access: read,
    response: Type.Array(adminReport),
    paged: true,
    summary: 'Reports, open ones unless said otherwise, the latest first.',
    query: withPage({
      resolved: Type.Optional(Type.Boolean()),
      account_id: Type.Optional(Type.String({ description: 'Only those that this account filed.' })),
      target_account_id: Type.Optional(Type.String({ description: 'Only those about this account.' })),
    }),
    async handle({ viewer, query, request }) {
      staffOf(viewer, 'reports')
      const page = toPage(query, { default: 100, max: 200 })
      const filter = {
        resolved: query.resolved ?? false,
        reporterId: parseId<AccountId>(query.account_id),
        targetId: parseId<AccountId>(query.target_account_id),
      }
      const reports = await needs.moderation.listReports(filter, page)
      const list = await needs.presentAdminReports(reports)
      return listAnswer(needs.origin, request, list, edgesOf(reports, page.limit))
    },
  })

export const getAdminReport = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/reports/:id',
    access: read,
    response: adminReport,
    summary: 'One report.',
    params: byId,
    async handle({ viewer, params }) {
      staffOf(viewer, 'reports')
      const report = await needs.moderation.findReport(params.id as ReportId)
      if (!report) throw notFound()
      return (await needs.presentAdminReports([report]))[0]
    },
  })

export const putAdminReport = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/admin/reports/:id',
    access: write,
    response: adminReport,
    summary: 'Changes the category or the broken rules of a report.',
    params: byId,
    body: Type.Object({
      category: Type.Optional(Type.String({ description: 'spam, legal, violation or other.' })),
      rule_ids: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    }),
    async handle({ viewer, params, body }) {
      const staff = staffOf(viewer, 'reports')
      const category = reportCategories.find((one) => one === body.category)
      if (body.category !== undefined && !category)
        throw new Refusal(422, 'Validation failed: Category is not included in the list')
      const count = (await needs.instance.getSettings()).rules.length
      const ruleIds = body.rule_ids?.map((id) => {
        if (!/^\d{1,3}$/.test(id) || Number(id) < 1 || Number(id) > count)
          throw new Refusal(422, 'Validation failed: Rule ids does not reference valid rules')
        return String(Number(id))
      })
      return change(needs, staff, { id: params.id, changes: { category, ruleIds } })
    },
  })

const acts: Readonly<Record<string, { readonly changes: ReportChanges; readonly summary: string }>> = {
  assign_to_self: { changes: { assigned: true }, summary: 'Takes a report upon oneself.' },
  unassign: { changes: { assigned: false }, summary: 'Gives a report back to all.' },
  resolve: { changes: { resolved: true }, summary: 'Marks a report as dealt with.' },
  reopen: { changes: { resolved: false }, summary: 'Opens a report again.' },
}

export const adminReportActs = (needs: Needs) =>
  Object.entries(acts).map(([verb, { changes, summary }]) =>
    endpoint({
      method: 'POST',
      path: `/api/v1/admin/reports/:id/${verb}`,
      access: write,
      response: adminReport,
      summary,
      params: byId,
      handle: ({ viewer, params }) => change(needs, staffOf(viewer, 'reports'), { id: params.id, changes }),
    }),
  )

async function change(
  needs: Needs,
  staff: ReturnType<typeof staffOf>,
  { id, changes }: { id: string; changes: ReportChanges },
) {
  const report = await needs.moderation.changeReport(staff, id as ReportId, changes)
  if (!report) throw notFound()
  return (await needs.presentAdminReports([report]))[0]
}
