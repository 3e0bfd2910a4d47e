import { createShortCache } from '#platform/cache/index.ts'
import { isUniqueViolation, type Page, type Transaction } from '#platform/db/index.ts'
import * as store from './address-rule-store.ts'
import {
  type CanonicalEmailBlock,
  canonicalEmailHash,
  createAddressJudge,
  type EmailBlockId,
  type EmailDomainBlock,
  type IpBlock,
  type IpBlockContent,
  type IpBlockId,
  type IpSeverity,
  type JudgeAddress,
} from './address-rules.ts'
import { domainsAbove } from './judge.ts'
import type { PoliciesNeeds } from './needs.ts'
import type { StaffId } from './policy.ts'

/** Who may not sign up, or not even sign in: by e-mail address, and by address of the network. */
export interface AddressRules {
  /** @returns undefined when it is blocked already */
  blockEmailDomain(
    content: Pick<EmailDomainBlock, 'domain' | 'allowWithApproval'>,
    by: StaffId,
  ): Promise<EmailDomainBlock | undefined>
  unblockEmailDomain(id: EmailBlockId, by: StaffId): Promise<boolean>
  listEmailDomains(page: Page): Promise<EmailDomainBlock[]>
  findEmailDomain(id: EmailBlockId): Promise<EmailDomainBlock | undefined>
  /** @param hash as `canonicalEmailHash` makes it. @returns undefined when it is blocked already */
  blockCanonicalEmail(hash: string, by: StaffId): Promise<CanonicalEmailBlock | undefined>
  unblockCanonicalEmail(id: EmailBlockId, by: StaffId): Promise<boolean>
  listCanonicalEmails(page: Page): Promise<CanonicalEmailBlock[]>
  findCanonicalEmail(by: { hash: string } | { id: EmailBlockId }): Promise<CanonicalEmailBlock | undefined>
  /** Whether an e-mail address may be used to join. Asked of the database: nobody joins twice a second. */
  judgeEmail(email: string): Promise<'free' | 'approval' | 'blocked'>
  /** @returns undefined when the range is blocked already */
  blockIp(content: IpBlockContent, by: StaffId): Promise<IpBlock | undefined>
  /** @returns undefined when there is none; `taken` when another block has the range */
  changeIpBlock(
    id: IpBlockId,
    changes: Partial<IpBlockContent>,
    by: StaffId,
  ): Promise<IpBlock | 'taken' | undefined>
  unblockIp(id: IpBlockId, by: StaffId): Promise<boolean>
  listIps(page: Page): Promise<IpBlock[]>
  findIpBlock(id: IpBlockId): Promise<IpBlock | undefined>
  /** From memory. */
  judgeAddress(address: string): Promise<IpSeverity | undefined>
}

const freshMs = 30_000

export function defineAddressRules(needs: PoliciesNeeds): AddressRules {
  const { sql } = needs.db
  const judges = createShortCache<'all', JudgeAddress>({
    clock: needs.clock,
    ttlMs: freshMs,
    max: 1,
    shared: { changes: needs.db.changes, kind: 'address-rules' },
  })
  const load = async () => createAddressJudge(await store.selectHoldingIps(sql, new Date(needs.clock.now())))
  /** Does something, writes down who did when it was done, and forgets what is remembered. */
  const change = async <T>(
    by: StaffId,
    action: string,
    act: (tx: Transaction) => Promise<{ target: string; result: T } | undefined>,
  ): Promise<T | undefined> =>
    needs.db.transact(async (tx) => {
      const changed = await act(tx)
      if (!changed) return undefined
      await needs.audit.record(tx, { staffId: by, action, target: changed.target, detail: {} })
      tx.forget(judges.forgetAll)
      return changed.result
    })
  const removed = (kind: string, name: string | undefined) =>
    name === undefined ? undefined : { target: `${kind}:${name}`, result: true }
  return {
    blockEmailDomain: (content, by) =>
      change(by, 'block_email_domain', async (tx) => {
        const result = await store.insertEmailDomain(tx.sql, {
          id: needs.ids.next<EmailBlockId>(),
          ...content,
        })
        return result && { target: `email_domain:${content.domain}`, result }
      }),
    unblockEmailDomain: async (id, by) =>
      (await change(by, 'unblock_email_domain', async (tx) =>
        removed('email_domain', await store.deleteEmailDomain(tx.sql, id)),
      )) ?? false,
    listEmailDomains: (page) => store.selectEmailDomains(sql, page),
    findEmailDomain: (id) => store.selectEmailDomain(sql, id),
    blockCanonicalEmail: (hash, by) =>
      change(by, 'block_email', async (tx) => {
        const result = await store.insertCanonical(tx.sql, { id: needs.ids.next<EmailBlockId>(), hash })
        return result && { target: `email:${hash}`, result }
      }),
    unblockCanonicalEmail: async (id, by) =>
      (await change(by, 'unblock_email', async (tx) =>
        removed('email', await store.deleteCanonical(tx.sql, id)),
      )) ?? false,
    listCanonicalEmails: (page) => store.selectCanonicals(sql, undefined, page),
    findCanonicalEmail: async (by) => (await store.selectCanonicals(sql, by, { limit: 1 }))[0],
    async judgeEmail(email) {
      const domain = email.trim().split('@').at(-1) ?? ''
      const rules = await store.selectEmailRules(sql, domainsAbove(domain), canonicalEmailHash(email))
      if (rules.length === 0) return 'free'
      return rules.every((rule) => rule.allowWithApproval) ? 'approval' : 'blocked'
    },
    blockIp: (content, by) =>
      change(by, 'block_address', async (tx) => {
        const result = await store.insertIp(tx.sql, needs.ids.next<IpBlockId>(), content)
        return result && { target: `address:${result.range}`, result }
      }),
    async changeIpBlock(id, changes, by) {
      const known = await store.selectIp(sql, id)
      if (!known) return undefined
      try {
        await change(by, 'change_address_block', async (tx) => {
          await store.updateIp(tx.sql, id, { ...known, ...changes })
          return { target: `address:${known.range}`, result: true }
        })
      } catch (error) {
        if (isUniqueViolation(error, 'ip_blocks_range_key')) return 'taken'
        throw error
      }
      return store.selectIp(sql, id)
    },
    unblockIp: async (id, by) =>
      (await change(by, 'unblock_address', async (tx) =>
        removed('address', await store.deleteIp(tx.sql, id)),
      )) ?? false,
    listIps: (page) => store.selectIps(sql, page),
    findIpBlock: (id) => store.selectIp(sql, id),
    judgeAddress: async (address) => ((await judges.get('all', load)) ?? (await load()))(address),
  }
}
