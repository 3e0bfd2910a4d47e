import { type AccountId, isLocal } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { accountWarned } from './events.ts'
import type { ActionNeeds } from './needs.ts'
import type { ReportId } from './report.ts'
import { resolveReports } from './report-store.ts'
import { type ActionOutcome, done, findTarget, idOf, refused, type Staff } from './staff.ts'
import { type ModerationAction, maxWarningText, type WarningId } from './warning.ts'
import { insertWarning } from './warning-store.ts'

export interface ActionRequest {
  readonly targetId: AccountId
  readonly action: ModerationAction
  /** Why, for the person. */
  readonly text?: string | undefined
  /** The report that led to it. */
  readonly reportId?: ReportId | undefined
}

/**
 * Acts on an account, writes down who did, tells the person, and resolves the open reports of the account (for mere
 * words only the one named): all in one transaction, as on Mastodon. An account of another server can be limited,
 * marked as sensitive and suspended; words do not reach it.
 */
export const takeAction =
  (needs: ActionNeeds) =>
  async (staff: Staff, request: ActionRequest): Promise<ActionOutcome> => {
    const found = await findTarget(needs, staff, request.targetId)
    if (!found.ok) return found
    const local = isLocal(found.target)
    if (request.action === 'disable' && !local) return refused('not_local')
    const text = (request.text ?? '').trim().slice(0, maxWarningText)
    await needs.db.transact(async (tx) => {
      await apply(needs, tx, request)
      await needs.audit.record(tx, {
        staffId: idOf(staff),
        action: `${request.action === 'none' ? 'warn' : request.action}_account`,
        target: `account:${request.targetId}`,
        detail: { text, ...(request.reportId && { reportId: request.reportId }) },
      })
      if (local) await warn(needs, tx, { staff, request, text })
      const which = request.action === 'none' ? { id: request.reportId } : { targetId: request.targetId }
      await resolveReports(tx.sql, which, { by: idOf(staff), at: new Date(needs.clock.now()) })
    })
    return done
  }

async function apply(
  needs: ActionNeeds,
  tx: Transaction,
  { action, targetId }: ActionRequest,
): Promise<void> {
  switch (action) {
    case 'none':
      return
    case 'sensitive':
      await needs.accounts.restrictAccount(tx, targetId, { sensitised: true })
      return
    case 'limit':
      await needs.accounts.restrictAccount(tx, targetId, { limited: true })
      return
    case 'suspend':
      await needs.accounts.restrictAccount(tx, targetId, { suspended: true })
      return
    case 'disable':
      await needs.access.disableUser(tx, targetId)
      return
  }
}

async function warn(
  needs: ActionNeeds,
  tx: Transaction,
  { staff, request, text }: { staff: Staff; request: ActionRequest; text: string },
): Promise<void> {
  const warningId = needs.ids.next<WarningId>()
  await insertWarning(tx.sql, {
    id: warningId,
    accountId: request.targetId,
    staffId: idOf(staff),
    action: request.action,
    text,
    reportId: request.reportId ?? null,
  })
  const data = { warningId, accountId: request.targetId }
  await needs.announce(tx, accountWarned, { subject: `account:${request.targetId}`, data })
}
