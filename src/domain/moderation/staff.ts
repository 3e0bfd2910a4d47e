import type { Role } from '#domain/access/index.ts'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import { outranks } from './may-moderate.ts'
import type { ActionNeeds } from './needs.ts'

/** Who acts: one of the staff, or the operator by command, who may do everything. */
export type Staff = { readonly accountId: AccountId; readonly role: Role } | 'operator'

export type ActionRefusal =
  /** There is no such account. */
  | 'not_found'
  /** The role of who asks is not above that of the account, or the account is not in the state for it. */
  | 'not_allowed'
  /** It can be done to accounts of this server alone. */
  | 'not_local'

export type ActionOutcome = { readonly ok: true } | { readonly ok: false; readonly because: ActionRefusal }

export const done: ActionOutcome = { ok: true }

export function refused(because: ActionRefusal): { readonly ok: false; readonly because: ActionRefusal } {
  return { ok: false, because }
}

export function idOf(staff: Staff): AccountId | null {
  return staff === 'operator' ? null : staff.accountId
}

/** The account, if it may be acted on. */
export async function findTarget(
  needs: Pick<ActionNeeds, 'accounts' | 'access'>,
  staff: Staff,
  targetId: AccountId,
): Promise<
  { readonly ok: true; readonly target: Account } | { readonly ok: false; readonly because: ActionRefusal }
> {
  const target = await needs.accounts.findAccount(targetId)
  if (!target || target.deletedAt || target.kind === 'application') return refused('not_found')
  if (staff === 'operator') return { ok: true, target }
  const user = target.domain === null ? await needs.access.userFor(targetId) : undefined
  const isBelow = staff.accountId !== targetId && outranks(staff.role, user?.role ?? 'user')
  return isBelow ? { ok: true, target } : refused('not_allowed')
}
