import { maxListTitleLength } from '#domain/lists/index.ts'
import { parseDomain } from '#domain/policies/index.ts'
import { type CsvLine, readCsvLines } from '#platform/csv/index.ts'
import { type Entry, type Failure, type Handle, type ImportKind, importLimits } from './import.ts'

/** An entry and the line of the file where it stands. */
export interface Row {
  readonly line: number
  readonly entry: Entry
}

export type ReadImport =
  | { readonly ok: true; readonly rows: readonly Row[]; readonly bad: readonly Failure[] }
  | { readonly ok: false; readonly problem: string }

/** Columns in the order of files without a first line of names; the first names are those of Mastodon 4.5. */
const columnsOf = {
  follows: ['account address', 'show boosts', 'notify on new posts', 'languages'],
  blocks: ['account address'],
  mutes: ['account address', 'hide notifications'],
  domain_blocks: ['domain'],
  bookmarks: ['uri'],
  lists: ['list name', 'account address'],
} as const satisfies Readonly<Record<ImportKind, readonly string[]>>

const knownColumns = new Set<string>(Object.values(columnsOf).flat())
const needed: Readonly<Record<ImportKind, readonly string[]>> = {
  ...columnsOf,
  follows: ['account address'],
  mutes: ['account address'],
}

type Fields = ReadonlyMap<string, string>

/**
 * Reads a file as Mastodon's and our own exports write it, with or without a first line of names.
 * @param own the hosts that stand for this server in handles
 * @returns rows that can be worked off and those that cannot, or why nothing of the file can be taken in
 */
export function readImport(kind: ImportKind, text: string, own: readonly string[]): ReadImport {
  const read = readCsvLines(text, { most: importLimits.rows })
  if (!read.ok) return { ok: false, problem: `Line ${read.problem.line}: ${read.problem.problem}` }
  const names = read.lines[0]?.fields.map((name) => name.trim().toLowerCase().replace(/^#/, '')) ?? []
  // A list may be called “Domain”; an address among the names says that it is one.
  const hasHeader = names.some((name) => knownColumns.has(name)) && !names.some((name) => name.includes('@'))
  const problem = hasHeader ? judgeHeader(kind, names) : undefined
  if (problem !== undefined) return { ok: false, problem }
  const lines = hasHeader ? read.lines.slice(1) : read.lines
  const rows: Row[] = []
  const bad: Failure[] = []
  for (const line of lines) {
    const entry = readLine(kind, fieldsOf(line, hasHeader ? names : columnsOf[kind]), own)
    if (typeof entry === 'string') bad.push({ line: line.line, reason: entry })
    else rows.push({ line: line.line, entry })
  }
  // A file of another kind, most probably.
  if (!hasHeader && bad[0] && bad[0].line === lines[0]?.line)
    return { ok: false, problem: neither(kind, bad[0]) }
  // To overwrite with nothing would remove everything.
  if (rows.length === 0) {
    return { ok: false, problem: bad[0] ? `Line ${bad[0].line}: ${bad[0].reason}` : 'The file has no rows.' }
  }
  return { ok: true, rows, bad }
}

function judgeHeader(kind: ImportKind, names: readonly string[]): string | undefined {
  const may: readonly string[] = columnsOf[kind]
  const isRight =
    needed[kind].every((name) => names.includes(name)) &&
    names.every((name) => may.includes(name) || !knownColumns.has(name))
  if (isRight) return undefined
  return `The first line names the columns ${names.join(', ').slice(0, 200)}; a file of ${kind} has ${may.join(', ')}.`
}

function neither(kind: ImportKind, { reason }: Failure): string {
  return `The first line is no row of ${kind} (${reason}) and does not name its columns: ${columnsOf[kind].join(', ')}.`
}

function fieldsOf(line: CsvLine, names: readonly string[]): Fields {
  const valueOf = (name: string, given = '') => (name === 'list name' ? given : given.trim())
  return new Map(names.map((name, index) => [name, valueOf(name, line.fields[index])]))
}

/** @returns what is wrong as a sentence */
function readLine(kind: ImportKind, fields: Fields, own: readonly string[]): Entry | string {
  if ([...fields.values()].some((value) => value.includes('\0')))
    return 'There is a character that no text has.'
  if (kind === 'domain_blocks') return readDomain(fields.get('domain') ?? '', own)
  if (kind === 'bookmarks') return readAddress(fields.get('uri') ?? '')
  const handle = readHandle(fields.get('account address') ?? '', own)
  if (typeof handle === 'string') return handle
  switch (kind) {
    case 'follows':
      return readFollow(handle, fields)
    case 'blocks':
      return { kind: 'block', ...handle }
    case 'mutes': {
      const hideNotifications = readSwitch(fields, 'hide notifications')
      return typeof hideNotifications === 'string'
        ? hideNotifications
        : { kind: 'mute', ...handle, hideNotifications }
    }
    case 'lists': {
      const title = fields.get('list name') ?? ''
      if (title.trim() === '') return 'The name of the list is missing.'
      if (Array.from(title).length > maxListTitleLength)
        return `The name of the list has more than ${maxListTitleLength} characters.`
      return { kind: 'member', ...handle, title }
    }
  }
}

/** Reads `alice@example.org` and `@alice@example.org`. */
function readHandle(given: string, own: readonly string[]): Handle | string {
  if (given === '') return 'The address of the account is missing.'
  const [, username, host] = /^@?([\w.-]{1,100})@([^\s@/?#]{1,255})$/.exec(given) ?? []
  if (username === undefined || host === undefined)
    return `“${short(given)}” is not the address of an account.`
  const domain = parseDomain(host)
  if (domain === undefined) return `“${short(host)}” is not a domain.`
  return { username, domain: own.includes(domain) ? null : domain }
}

function readFollow(handle: Handle, fields: Fields): Entry | string {
  const showBoosts = readSwitch(fields, 'show boosts')
  if (typeof showBoosts === 'string') return showBoosts
  const notify = readSwitch(fields, 'notify on new posts')
  if (typeof notify === 'string') return notify
  const languages = fields
    .get('languages')
    ?.split(/[,\s]+/)
    .filter(Boolean)
  const odd = languages?.find((one) => !/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$/i.test(one))
  if (odd !== undefined) return `“${short(odd)}” is not a language.`
  if (languages && languages.length > 100) return 'These are more than 100 languages.'
  return { kind: 'follow', ...handle, showBoosts, notify, languages }
}

/** @returns undefined where nothing is said */
function readSwitch(fields: Fields, name: string): boolean | undefined | string {
  const value = fields.get(name)?.toLowerCase() ?? ''
  if (value === '') return undefined
  if (['true', '1', 't'].includes(value)) return true
  if (['false', '0', 'f'].includes(value)) return false
  return `“${short(value)}” under “${name}” is neither true nor false.`
}

function readDomain(given: string, own: readonly string[]): Entry | string {
  if (given === '') return 'The domain is missing.'
  const domain = parseDomain(given)
  if (domain === undefined) return `“${short(given)}” is not a domain.`
  return own.includes(domain) ? 'This is this server.' : { kind: 'domain', domain }
}

function readAddress(given: string): Entry | string {
  const url = given.length <= 2000 ? URL.parse(given) : null
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '')
    return given === ''
      ? 'The address of the post is missing.'
      : `“${short(given)}” is not the address of a post.`
  return { kind: 'bookmark', uri: url.href }
}

function short(text: string): string {
  return Array.from(text).slice(0, 60).join('')
}
