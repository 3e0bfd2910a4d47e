import { deleteAllow, insertAllow, selectAllow } from './domain-block-store.ts'
import { domainShutOut } from './events.ts'
import type { PoliciesInside } from './needs.ts'
import type { DomainAllow, DomainAllowId, StaffId } from './policy.ts'

/** Allows a domain, with all below it: it counts in limited federation. Doing so twice is the same as once. */
export const allowDomain =
  (needs: PoliciesInside) =>
  async (domain: string, by: StaffId): Promise<DomainAllow> =>
    needs.db.transact(async (tx) => {
      const allow = await insertAllow(tx.sql, needs.ids.next<DomainAllowId>(), domain)
      if (allow) {
        tx.forget(needs.rules.forgetAll)
        await needs.audit.record(tx, {
          staffId: by,
          action: 'allow_domain',
          target: `domain:${domain}`,
          detail: {},
        })
      }
      const known = allow ?? (await selectAllow(tx.sql, { domain }))
      if (!known) throw new Error('An allowed domain is missing.')
      return known
    })

/** @returns false when it was not allowed */
export const disallowDomain =
  (needs: PoliciesInside) =>
  async (domain: string, by: StaffId): Promise<boolean> => {
    const { limitedFederation } = await needs.instance.getSettings()
    return needs.db.transact(async (tx) => {
      if (!(await deleteAllow(tx.sql, domain))) return false
      tx.forget(needs.rules.forgetAll)
      await needs.audit.record(tx, {
        staffId: by,
        action: 'disallow_domain',
        target: `domain:${domain}`,
        detail: {},
      })
      if (limitedFederation)
        await needs.announce(tx, domainShutOut, { subject: `domain:${domain}`, data: { domain } })
      return true
    })
  }
