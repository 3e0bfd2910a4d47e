import type { Filter } from './filter.ts'

export interface CompiledFilter {
  readonly filter: Filter
  /** One expression for all keywords; absent without keywords. */
  readonly pattern: RegExp | undefined
  readonly postIds: ReadonlySet<string>
}

/** Keywords are literal text, so the expression is linear: alternatives of fixed words between edges. */
export function compileFilters(filters: readonly Filter[]): CompiledFilter[] {
  return filters.map((filter) => {
    const words = filter.keywords.map(({ keyword, wholeWord }) => toPattern(keyword.trim(), wholeWord))
    const known = words.filter((word) => word !== '')
    return {
      filter,
      pattern: known.length > 0 ? new RegExp(known.join('|'), 'iu') : undefined,
      postIds: new Set(filter.posts.map((post) => post.postId)),
    }
  })
}

/** An edge is asked for only where the keyword itself has a letter or digit: `#tag` has none at its beginning. */
function toPattern(keyword: string, wholeWord: boolean): string {
  if (keyword === '') return ''
  const escaped = RegExp.escape(keyword)
  if (!wholeWord) return escaped
  const before = /^[\p{L}\p{M}\p{N}_]/u.test(keyword) ? '(?<![\\p{L}\\p{M}\\p{N}_])' : ''
  const after = /[\p{L}\p{M}\p{N}_]$/u.test(keyword) ? '(?![\\p{L}\\p{M}\\p{N}_])' : ''
  return `${before}${escaped}${after}`
}
