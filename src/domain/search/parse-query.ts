import { segmentWords } from './segment-words.ts'

export interface PostQuery {
  /** What is left beside the operators: words, "phrases", -excluded ones. */
  readonly words: string
  readonly from: readonly Operand[]
  readonly has: readonly Operand[]
  readonly is: readonly Operand[]
  readonly languages: readonly Operand[]
  /** Where to look: everywhere, among what the viewer wrote, marked or was mentioned in, or among public posts. */
  readonly within: 'all' | 'library' | 'public'
  /** Milliseconds since 1970: from the first on, up to but without the second. */
  readonly since: number | undefined
  readonly until: number | undefined
  /** The name of a place, or `latitude,longitude`, with an optional distance: `Kyoto`, `35.01,135.76,10km`. */
  readonly near: string | undefined
}

export interface Operand {
  readonly value: string
  readonly excluded: boolean
}

const dayMs = 86_400_000
const maxOperators = 20
const operator =
  /(?<=^|\s)(-?)(from|has|is|language|lang|in|near|before|after|during):(?:"([^"]{1,200})"|(\S{1,200}))/gi

/**
 * Reads a search as people type it: words and operators in any order. An operator that makes no sense is ignored, like
 * on Mastodon; what merely looks like one (`re:view`) is words.
 */
export function parseQuery(text: string): PostQuery {
  const lists = { from: [], has: [], is: [], languages: [] } as Record<
    'from' | 'has' | 'is' | 'languages',
    Operand[]
  >
  const bounds: { since: number | undefined; until: number | undefined } = {
    since: undefined,
    until: undefined,
  }
  let within: PostQuery['within'] = 'all'
  let near: string | undefined
  let count = 0
  const words = text.replace(
    operator,
    (_whole, minus: string, name: string, quoted: string, plain: string) => {
      count += 1
      if (count > maxOperators) return ' '
      const operand = { value: (quoted ?? plain).trim().toLowerCase(), excluded: minus === '-' }
      switch (name.toLowerCase()) {
        case 'from':
        case 'has':
        case 'is':
          lists[name.toLowerCase() as 'from'].push(operand)
          break
        case 'language':
        case 'lang':
          lists.languages.push(operand)
          break
        case 'in':
          if (operand.value === 'library' || operand.value === 'public') within = operand.value
          break
        case 'near':
          near = operand.value
          break
        default:
          narrow(bounds, name.toLowerCase(), operand.value)
      }
      return ' '
    },
  )
  // PostgreSQL stacks up every "not" until its word comes, and gives up at some thirty (17: "tsquery stack too small").
  const asked = words.replace(/-(?![\p{L}\p{M}\p{N}"])/gu, ' ')
  return { words: segmentWords(asked, 'question').trim(), ...lists, ...bounds, within, near }
}

function narrow(
  bounds: { since: number | undefined; until: number | undefined },
  name: string,
  date: string,
): void {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(day)) return
  const since = name === 'after' ? day + dayMs : name === 'during' ? day : undefined
  const until = name === 'before' ? day : name === 'during' ? day + dayMs : undefined
  if (since !== undefined) bounds.since = Math.max(since, bounds.since ?? since)
  if (until !== undefined) bounds.until = Math.min(until, bounds.until ?? until)
}

/** Whether anything is asked for at all. */
export function isEmptyQuery(query: PostQuery): boolean {
  const { words, from, has, is, languages, since, until, near } = query
  const lists = [...from, ...has, ...is, ...languages]
  return words === '' && lists.length === 0 && [since, until, near].every((one) => one === undefined)
}
