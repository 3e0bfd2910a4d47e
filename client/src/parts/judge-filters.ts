import type { FilterContext, FilterMatch } from '../api/entities.ts'

/** What the reader's filters want with a post where it stands. */
type Verdict =
  | { readonly kind: 'show' }
  | { readonly kind: 'hide' }
  | { readonly kind: 'blur' }
  /** `why` names the filters that matched. */
  | { readonly kind: 'warn'; readonly why: readonly string[] }

/** The strictest of the filters that hold in a context: hide, then warn, then blur (of media). */
export function judgeFilters(matches: readonly FilterMatch[] = [], context?: FilterContext): Verdict {
  const held = matches.filter(({ filter }) => context !== undefined && filter.context.includes(context))
  if (held.some(({ filter }) => filter.filter_action === 'hide')) return { kind: 'hide' }
  const warning = held.filter(({ filter }) => filter.filter_action === 'warn')
  if (warning.length > 0) return { kind: 'warn', why: warning.map(({ filter }) => filter.title) }
  return held.length > 0 ? { kind: 'blur' } : { kind: 'show' }
}
