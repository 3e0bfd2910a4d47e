import { createShortCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import { allowDomain, disallowDomain } from './allow-domain.ts'
import { blockDomain, unblockDomain } from './block-domain.ts'
import { type AddressRules, defineAddressRules } from './change-address-rules.ts'
import {
  selectAllAllows,
  selectAllBlocks,
  selectAllow,
  selectAllows,
  selectBlock,
  selectBlocks,
} from './domain-block-store.ts'
import { importBlocks } from './import-blocks.ts'
import { createJudge, type Judge } from './judge.ts'
import type { PoliciesInside, PoliciesNeeds } from './needs.ts'
import type { DomainAllow, DomainAllowId, DomainBlock, DomainBlockId, DomainPolicy } from './policy.ts'
import { writeBlockList } from './write-block-list.ts'

export {
  type CanonicalEmailBlock,
  canonicalEmailHash,
  type EmailBlockId,
  type EmailDomainBlock,
  type IpBlock,
  type IpBlockId,
  ipSeverities,
  parseRange,
} from './address-rules.ts'
export type { BlockOutcome } from './block-domain.ts'
export { domainShutOut } from './events.ts'
export { domainsAbove, freePolicy, type Judge } from './judge.ts'
export { parseDomain } from './parse-domain.ts'
export {
  type DomainAllow,
  type DomainAllowId,
  type DomainBlock,
  type DomainBlockContent,
  type DomainBlockId,
  type DomainPolicy,
  type DomainSeverity,
  type StaffId,
} from './policy.ts'

export { severityNames } from './write-block-list.ts'

/** What the caches of other rooms listen to: whatever is remembered with a policy in it goes when a rule changes. */
export const policyChanges = 'policies'

export interface Policies extends AddressRules {
  /** What holds for any host, for many of them at once; from memory. */
  getJudge(): Promise<Judge>
  /** The same for one. */
  policyFor(host: string): Promise<DomainPolicy>
  blockDomain: ReturnType<typeof blockDomain>
  unblockDomain: ReturnType<typeof unblockDomain>
  listBlocks(page: Page): Promise<DomainBlock[]>
  /** In order of name. */
  listAllBlocks(): Promise<DomainBlock[]>
  findBlock(id: DomainBlockId): Promise<DomainBlock | undefined>
  importBlocks: ReturnType<typeof importBlocks>
  /** Every block in Mastodon's CSV format. */
  exportBlocks(): Promise<{ text: string; count: number }>
  allowDomain: ReturnType<typeof allowDomain>
  disallowDomain: ReturnType<typeof disallowDomain>
  listAllows(page: Page): Promise<DomainAllow[]>
  listAllAllows(): Promise<DomainAllow[]>
  findAllow(id: DomainAllowId): Promise<DomainAllow | undefined>
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function definePolicies(outer: PoliciesNeeds): Policies {
  const needs: PoliciesInside = {
    ...outer,
    rules: createShortCache<'open' | 'limited', Judge>({
      clock: outer.clock,
      ttlMs: freshMs,
      max: 2,
      shared: { changes: outer.db.changes, kind: policyChanges },
    }),
  }
  // Limited federation is a setting: what was judged before it changed is forgotten everywhere.
  needs.db.changes.watch('instance-settings', needs.rules.forgetAll)
  const { sql } = needs.db
  const ownHosts = [new URL(needs.origin).host]
  const getJudge = async (): Promise<Judge> => {
    const { limitedFederation: onlyAllowed } = await needs.instance.getSettings()
    const load = async () => {
      const [blocks, allows] = await Promise.all([selectAllBlocks(sql), selectAllAllows(sql)])
      return createJudge({ blocks, allows, onlyAllowed, ownHosts })
    }
    return (await needs.rules.get(onlyAllowed ? 'limited' : 'open', load)) ?? load()
  }
  return {
    ...defineAddressRules(outer),
    getJudge,
    policyFor: async (host) => (await getJudge())(host),
    blockDomain: blockDomain(needs),
    unblockDomain: unblockDomain(needs),
    listBlocks: (page) => selectBlocks(sql, page),
    listAllBlocks: () => selectAllBlocks(sql),
    findBlock: (id) => selectBlock(sql, id),
    importBlocks: importBlocks(needs),
    async exportBlocks() {
      const blocks = await selectAllBlocks(sql)
      return { text: writeBlockList(blocks), count: blocks.length }
    },
    allowDomain: allowDomain(needs),
    disallowDomain: disallowDomain(needs),
    listAllows: (page) => selectAllows(sql, page),
    listAllAllows: () => selectAllAllows(sql),
    findAllow: (id) => selectAllow(sql, { id }),
  }
}
