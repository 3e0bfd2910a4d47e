import type { Transaction } from '#platform/db/index.ts'
import { deleteBlock, lockBlock, upsertBlock } from './domain-block-store.ts'
import { domainShutOut } from './events.ts'
import type { PoliciesInside } from './needs.ts'
import type { DomainBlock, DomainBlockContent, DomainBlockId, StaffId } from './policy.ts'

export type BlockOutcome =
  | { readonly kind: 'new' | 'changed' | 'same'; readonly block: DomainBlock }
  /** Only where it was not to be replaced. */
  | { readonly kind: 'there_already'; readonly block: DomainBlock }

/** Blocks a domain, with all below it, or changes its block. @param how.replace otherwise one that is there stays */
export const blockDomain =
  (needs: PoliciesInside) =>
  async (
    content: DomainBlockContent,
    how: { readonly by: StaffId; readonly replace?: boolean },
  ): Promise<BlockOutcome> =>
    needs.db.transact((tx) => blockDomainIn(needs, tx, content, how))

export async function blockDomainIn(
  needs: PoliciesInside,
  tx: Transaction,
  content: DomainBlockContent,
  { by, replace = false }: { readonly by: StaffId; readonly replace?: boolean },
): Promise<BlockOutcome> {
  const known = await lockBlock(tx.sql, content.domain)
  if (known && !replace) return { kind: 'there_already', block: known }
  if (known && isSame(known, content)) return { kind: 'same', block: known }
  const block = await upsertBlock(tx.sql, needs.ids.next<DomainBlockId>(), content)
  tx.forget(needs.rules.forgetAll)
  const { domain, ...detail } = content
  await needs.audit.record(tx, {
    staffId: by,
    action: known ? 'change_domain_block' : 'block_domain',
    target: `domain:${domain}`,
    detail,
  })
  if (block.severity === 'suspend' && known?.severity !== 'suspend')
    await needs.announce(tx, domainShutOut, { subject: `domain:${domain}`, data: { domain } })
  return { kind: known ? 'changed' : 'new', block }
}

/** Lifts a block: what it hid is seen again, what it ended stays ended. @returns undefined when there is none */
export const unblockDomain =
  (needs: PoliciesInside) =>
  async (domain: string, by: StaffId): Promise<DomainBlock | undefined> =>
    needs.db.transact(async (tx) => {
      const block = await lockBlock(tx.sql, domain)
      if (!block) return undefined
      await deleteBlock(tx.sql, domain)
      tx.forget(needs.rules.forgetAll)
      await needs.audit.record(tx, {
        staffId: by,
        action: 'unblock_domain',
        target: `domain:${domain}`,
        detail: { severity: block.severity },
      })
      return block
    })

function isSame(known: DomainBlock, content: DomainBlockContent): boolean {
  return (Object.keys(content) as (keyof DomainBlockContent)[]).every((key) => known[key] === content[key])
}
