import type { AccountId, Restrictions } from '#domain/accounts/index.ts'
import type { ActionNeeds } from './needs.ts'
import { type ActionOutcome, done, findTarget, idOf, refused, type Staff } from './staff.ts'
import type { ModerationAction } from './warning.ts'

type Liftable = Exclude<ModerationAction, 'none'>

const restrictions: Readonly<Record<Exclude<Liftable, 'disable'>, Restrictions>> = {
  sensitive: { sensitised: false },
  limit: { limited: false },
  suspend: { suspended: false },
}

/** Takes an action back. What is not so already stays so, and is no fault. */
export const liftAction =
  (needs: ActionNeeds) =>
  async (staff: Staff, targetId: AccountId, action: Liftable): Promise<ActionOutcome> => {
    const found = await findTarget(needs, staff, targetId)
    if (!found.ok) return found
    if (action === 'disable' && found.target.domain !== null) return refused('not_local')
    await needs.db.transact(async (tx) => {
      const isLifted =
        action === 'disable'
          ? await needs.access.enableUser(tx, targetId)
          : await needs.accounts.restrictAccount(tx, targetId, restrictions[action])
      if (!isLifted) return
      await needs.audit.record(tx, {
        staffId: idOf(staff),
        action: `un${action}_account`,
        target: `account:${targetId}`,
        detail: {},
      })
    })
    return done
  }
