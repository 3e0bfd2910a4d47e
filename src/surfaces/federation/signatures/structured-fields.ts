/**
 * Parses a Dictionary of Structured Field Values (RFC 9651 section 4.2.2), as far as signatures and digests
 * need it: no Display Strings, and a key that comes twice is an error, not an override. One pass, no
 * backtracking, capped counts. Returns undefined for anything malformed; never throws.
 */
export function parseDictionary(text: string): Dictionary | undefined {
  const cursor: Cursor = { text, at: 0 }
  try {
    return readDictionary(cursor)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

export type Dictionary = ReadonlyMap<string, Member>

export type Member = (Item | InnerList) & {
  /** The member's value as it was sent, parameters included. */
  readonly raw: string
}

export type Item = { readonly kind: 'item'; readonly value: BareItem; readonly params: Params }
export type InnerList = { readonly kind: 'list'; readonly items: readonly Item[]; readonly params: Params }
export type Params = ReadonlyMap<string, BareItem>

export type BareItem =
  | { readonly type: 'integer' | 'decimal' | 'date'; readonly value: number }
  | { readonly type: 'string' | 'token'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Buffer }
  | { readonly type: 'boolean'; readonly value: boolean }

type Cursor = { readonly text: string; at: number }

class Malformed extends Error {}

function readDictionary(cursor: Cursor): Dictionary {
  const members = new Map<string, Member>()
  skip(cursor, SPACES)
  while (cursor.at < cursor.text.length) {
    const key = take(cursor, KEY)
    if (members.has(key) || members.size === MAX_ENTRIES) throw new Malformed()
    members.set(key, readMember(cursor))
    skip(cursor, BLANKS)
    if (cursor.at === cursor.text.length) break
    expect(cursor, ',')
    skip(cursor, BLANKS)
    // A comma announces one more member.
    if (cursor.at === cursor.text.length) throw new Malformed()
  }
  return members
}

function readMember(cursor: Cursor): Member {
  if (!accept(cursor, '=')) {
    const start = cursor.at
    const params = readParams(cursor)
    return { kind: 'item', value: TRUE, params, raw: cursor.text.slice(start, cursor.at) }
  }
  const start = cursor.at
  const value = accept(cursor, '(') ? readInnerList(cursor) : readItem(cursor)
  return { ...value, raw: cursor.text.slice(start, cursor.at) }
}

function readInnerList(cursor: Cursor): InnerList {
  const items: Item[] = []
  while (true) {
    skip(cursor, SPACES)
    if (accept(cursor, ')')) return { kind: 'list', items, params: readParams(cursor) }
    if (items.length === MAX_ENTRIES) throw new Malformed()
    items.push(readItem(cursor))
    const next = cursor.text[cursor.at]
    if (next !== ' ' && next !== ')') throw new Malformed()
  }
}

function readItem(cursor: Cursor): Item {
  const value = readBareItem(cursor)
  return { kind: 'item', value, params: readParams(cursor) }
}

function readParams(cursor: Cursor): Params {
  const params = new Map<string, BareItem>()
  while (accept(cursor, ';')) {
    skip(cursor, SPACES)
    const key = take(cursor, KEY)
    if (params.has(key) || params.size === MAX_ENTRIES) throw new Malformed()
    params.set(key, accept(cursor, '=') ? readBareItem(cursor) : TRUE)
  }
  return params
}

function readBareItem(cursor: Cursor): BareItem {
  const first = cursor.text[cursor.at] ?? ''
  if (first === '"') return { type: 'string', value: readString(cursor) }
  if (first === ':') return { type: 'bytes', value: readBytes(cursor) }
  if (first === '?') return { type: 'boolean', value: take(cursor, BOOLEAN) === '?1' }
  if (first === '@') {
    cursor.at++
    return { type: 'date', value: Number(take(cursor, INTEGER)) }
  }
  if (first === '-' || (first >= '0' && first <= '9')) return readNumber(cursor)
  return { type: 'token', value: take(cursor, TOKEN) }
}

function readNumber(cursor: Cursor): BareItem {
  const text = take(cursor, NUMBER)
  return { type: text.includes('.') ? 'decimal' : 'integer', value: Number(text) }
}

function readString(cursor: Cursor): string {
  const quoted = take(cursor, STRING)
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}

function readBytes(cursor: Cursor): Buffer {
  return Buffer.from(take(cursor, BYTES).slice(1, -1), 'base64')
}

function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)?.[0]
  if (match === undefined) throw new Malformed()
  cursor.at += match.length
  return match
}

function skip(cursor: Cursor, characters: string): void {
  while (cursor.at < cursor.text.length && characters.includes(cursor.text.charAt(cursor.at))) cursor.at++
}

function accept(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false
  cursor.at++
  return true
}

function expect(cursor: Cursor, character: string): void {
  if (!accept(cursor, character)) throw new Malformed()
}

const MAX_ENTRIES = 32
const SPACES = ' '
const BLANKS = ' \t'
const TRUE: BareItem = { type: 'boolean', value: true }
// Sticky, and each a single run of one class (a string's two alternatives share no character): linear.
const KEY = /[a-z*][a-z0-9_.*-]*/y
const TOKEN = /[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/y
const STRING = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y
const BYTES = /:[A-Za-z0-9+/]*={0,2}:/y
const BOOLEAN = /\?[01]/y
const INTEGER = /-?\d{1,15}(?![\d.])/y
const NUMBER = /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])/y
