import { blockDomainIn } from './block-domain.ts'
import type { PoliciesInside } from './needs.ts'
import type { StaffId } from './policy.ts'
import { type ListProblem, readBlockList } from './read-block-list.ts'

export type ImportOutcome =
  | {
      readonly ok: true
      readonly added: number
      readonly changed: number
      /** Blocked as the list says already, or otherwise where it was not to be replaced. */
      readonly kept: number
    }
  | { readonly ok: false; readonly problems: readonly ListProblem[] }

/**
 * Blocks what a list in Mastodon's CSV format says: all of it in one transaction, or, where a line is wrong, nothing.
 * @param how.replace whether blocks that are there are changed to what the list says
 */
export const importBlocks =
  (needs: PoliciesInside) =>
  async (text: string, how: { readonly by: StaffId; readonly replace?: boolean }): Promise<ImportOutcome> => {
    const list = readBlockList(text)
    if (!list.ok) return list
    const own = new URL(needs.origin).host
    if (list.blocks.some((block) => block.domain === own))
      return { ok: false, problems: [{ line: lineOf(text, own), problem: `${own} is this server.` }] }
    return needs.db.transact(async (tx) => {
      const kinds: string[] = []
      for (const block of list.blocks) kinds.push((await blockDomainIn(needs, tx, block, how)).kind)
      const count = (...wanted: string[]) => kinds.filter((kind) => wanted.includes(kind)).length
      return {
        ok: true,
        added: count('new'),
        changed: count('changed'),
        kept: count('same', 'there_already'),
      }
    })
  }

function lineOf(text: string, domain: string): number {
  return text.split('\n').findIndex((line) => line.toLowerCase().includes(domain)) + 1
}
