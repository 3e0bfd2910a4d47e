import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { ActionOutcome, Moderation, ReportId, Staff } from '#domain/moderation/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { presentAdminAccounts } from '../../admin/present-admin-account.ts'
import { doneOrRefusal, staffOf } from '../../admin/staff-of.ts'
import { adminAccount } from '../../entities/admin.ts'
import { accountId, byId, notFound } from '../../parameters.ts'
import { parseModerationAction } from '../../words.ts'

interface Needs {
  readonly moderation: Pick<
    Moderation,
    'deleteData' | 'findReport' | 'liftAction' | 'reviewSignUp' | 'takeAction'
  >
  readonly presentAdminAccounts: ReturnType<typeof presentAdminAccounts>
}

export const getAdminAccount = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/accounts/:id',
    access: { who: 'user', scopes: ['admin:read:accounts'] },
    response: adminAccount,
    summary: 'One account, for those who moderate.',
    params: byId,
    handle: ({ viewer, params }) => {
      staffOf(viewer, 'accounts')
      return find(needs, accountId(params))
    },
  })

export const deleteAdminAccount = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/admin/accounts/:id',
    access: { who: 'user', scopes: ['admin:write:accounts'] },
    response: adminAccount,
    summary: 'Deletes everything of a suspended account, for good.',
    params: byId,
    async handle({ viewer, params }) {
      const staff = staffOf(viewer, 'deletion')
      const account = await find(needs, accountId(params))
      doneOrRefusal(await needs.moderation.deleteData(staff, accountId(params)))
      return account
    },
  })

export const postAdminAction = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/accounts/:id/action',
    access: { who: 'user', scopes: ['admin:write:accounts'] },
    response: nothing,
    summary:
      'Acts on an account: none (a warning), sensitive, disable, silence or suspend. The person is told.',
    params: byId,
    body: Type.Object({
      type: Type.Optional(Type.String({ description: 'none, sensitive, disable, silence or suspend.' })),
      text: Type.Optional(Type.String({ maxLength: 5000, description: 'Why, for the person.' })),
      report_id: Type.Optional(Type.String()),
      warning_preset_id: Type.Optional(Type.String({ description: 'There are none here.' })),
      send_email_notification: Type.Optional(
        Type.Boolean({ description: 'People are told by a notification, whatever is said here.' }),
      ),
    }),
    async handle({ viewer, params, body }) {
      const staff = staffOf(viewer, 'accounts')
      const action = parseModerationAction(body.type ?? '')
      if (!action) throw new Refusal(422, 'Validation failed: Type is not included in the list')
      const reportId = parseId<ReportId>(body.report_id)
      if (body.report_id && !(reportId && (await needs.moderation.findReport(reportId)))) throw notFound()
      const request = { targetId: accountId(params), action, text: body.text, reportId }
      doneOrRefusal(await needs.moderation.takeAction(staff, request))
      return {}
    },
  })

type Act = (needs: Needs, staff: Staff, id: AccountId) => Promise<ActionOutcome>

const lift =
  (action: Parameters<Moderation['liftAction']>[2]): Act =>
  ({ moderation }, staff, id) =>
    moderation.liftAction(staff, id, action)
const review =
  (verdict: 'approve' | 'reject'): Act =>
  ({ moderation }, staff, id) =>
    moderation.reviewSignUp(staff, id, verdict)

const acts: Readonly<Record<string, { readonly act: Act; readonly summary: string }>> = {
  approve: { act: review('approve'), summary: 'Lets somebody in who waits for approval.' },
  reject: { act: review('reject'), summary: 'Turns somebody away who waits for approval.' },
  enable: { act: lift('disable'), summary: 'Lets somebody sign in again.' },
  unsilence: { act: lift('limit'), summary: 'Lifts the limits of an account.' },
  unsuspend: { act: lift('suspend'), summary: 'Lifts the suspension of an account.' },
  unsensitive: { act: lift('sensitive'), summary: 'Marks media of an account as sensitive no longer.' },
}

/** The endpoints that take something back, or decide about a sign-up. Each answers with the account. */
export const adminAccountActs = (needs: Needs) =>
  Object.entries(acts).map(([verb, { act, summary }]) =>
    endpoint({
      method: 'POST',
      path: `/api/v1/admin/accounts/:id/${verb}`,
      access: { who: 'user', scopes: ['admin:write:accounts'] },
      response: adminAccount,
      summary,
      params: byId,
      async handle({ viewer, params }) {
        const staff = staffOf(viewer, 'accounts')
        const id = accountId(params)
        // Of one who is turned away, only this is left.
        const before = await find(needs, id)
        doneOrRefusal(await act(needs, staff, id))
        return verb === 'reject' ? before : find(needs, id)
      },
    }),
  )

async function find(needs: Needs, id: AccountId) {
  const account = (await needs.presentAdminAccounts([id])).get(id)
  if (!account) throw notFound()
  return account
}
