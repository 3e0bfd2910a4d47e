import { stringify } from 'csv-stringify/sync'
import type { DomainBlock, DomainSeverity } from './policy.ts'

const columns = ['domain', 'severity', 'reject_media', 'reject_reports', 'public_comment', 'obfuscate']

/** As lists of blocks and Mastodon's API call it. */
export const severityNames: Readonly<Record<DomainSeverity, string>> = {
  suspend: 'suspend',
  limit: 'silence',
  none: 'noop',
}

/** A block list in Mastodon's CSV format. What is said in private stays here. */
export function writeBlockList(blocks: readonly DomainBlock[]): string {
  const rows = blocks.map((block) => [
    block.domain,
    severityNames[block.severity],
    String(block.rejectMedia),
    String(block.rejectReports),
    block.publicComment,
    String(block.obfuscate),
  ])
  // A cell that begins like a formula is none in a list of domains, but a table program would run it.
  return stringify([columns.map((name) => `#${name}`), ...rows], { escape_formulas: true })
}
