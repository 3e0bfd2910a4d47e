import { readCsvLines } from '#platform/csv/index.ts'
import { parseDomain } from './parse-domain.ts'
import type { DomainBlockContent, DomainSeverity } from './policy.ts'

/** What is wrong with one line of a list. */
export interface ListProblem {
  /** As an editor counts them, from 1. */
  readonly line: number
  readonly problem: string
}

export type BlockList =
  | { readonly ok: true; readonly blocks: readonly DomainBlockContent[] }
  | { readonly ok: false; readonly problems: readonly ListProblem[] }

const mostLines = 100_000
const mostProblems = 50
const maxComment = 10_000

/**
 * Reads a block list in Mastodon's CSV format (`#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate`;
 * lists of domains alone are taken, too). Columns are known by the first line, in any order, with or without `#`; severity
 * is `suspend` where none is given. Names with asterisks have been obfuscated, and nobody can be blocked by them.
 * @returns every block, or every problem (at most fifty)
 */
export function readBlockList(text: string): BlockList {
  const read = readCsvLines(text, { most: mostLines })
  if (!read.ok) return { ok: false, problems: [read.problem] }
  const [header, ...rows] = read.lines
  if (!header) return { ok: false, problems: [{ line: 1, problem: 'The list is empty.' }] }
  const columns = header.fields.map((name) => name.trim().toLowerCase().replace(/^#/, ''))
  const isListOfNames = !columns.includes('domain') && header.fields.length === 1
  if (!isListOfNames && !columns.includes('domain'))
    return {
      ok: false,
      problems: [{ line: header.line, problem: 'The first line names no column #domain.' }],
    }
  const names = isListOfNames ? ['domain'] : columns
  const blocks = new Map<string, DomainBlockContent>()
  const problems: ListProblem[] = []
  for (const { fields, line } of isListOfNames ? read.lines : rows) {
    const block = readBlock(new Map(names.map((name, index) => [name, fields[index]?.trim() ?? ''])))
    if (typeof block === 'string') problems.push({ line, problem: block })
    else if (blocks.has(block.domain)) problems.push({ line, problem: `${block.domain} is listed twice.` })
    else blocks.set(block.domain, block)
    if (problems.length >= mostProblems) break
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, blocks: [...blocks.values()] }
}

/** Mastodon's words, and ours. */
const severityWords: Readonly<Record<string, DomainSeverity>> = {
  suspend: 'suspend',
  silence: 'limit',
  limit: 'limit',
  noop: 'none',
  none: 'none',
}

/** @returns what is wrong as a sentence */
function readBlock(fields: ReadonlyMap<string, string>): DomainBlockContent | string {
  const given = fields.get('domain') ?? ''
  if (given.includes('*') && !given.startsWith('*.')) return `${given} is obfuscated.`
  const domain = parseDomain(given)
  if (domain === undefined) return given === '' ? 'The domain is missing.' : `${given} is not a domain.`
  const word = fields.get('severity')?.toLowerCase() || 'suspend'
  const severity = severityWords[word]
  if (!severity) return `The severity ${word} is not one of suspend, silence, noop.`
  const publicComment = fields.get('public_comment') ?? ''
  const privateComment = fields.get('private_comment') ?? ''
  if (Math.max(publicComment.length, privateComment.length) > maxComment)
    return `A comment has more than ${maxComment} characters.`
  const switches: Record<string, boolean> = {}
  for (const name of ['reject_media', 'reject_reports', 'obfuscate']) {
    const value = fields.get(name)?.toLowerCase() ?? ''
    if (!['true', 'false', '1', '0', 't', 'f', ''].includes(value)) return `${name} must be true or false.`
    switches[name] = ['true', '1', 't'].includes(value)
  }
  return {
    domain,
    severity,
    rejectMedia: switches['reject_media'] ?? false,
    rejectReports: switches['reject_reports'] ?? false,
    obfuscate: switches['obfuscate'] ?? false,
    publicComment,
    privateComment,
  }
}
