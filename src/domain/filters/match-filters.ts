import type { PostId, PostView } from '#domain/posts/index.ts'
import { htmlToText } from '#platform/html/index.ts'
import type { CompiledFilter } from './compile-filters.ts'
import type { FilterMatch } from './filter.ts'

/** Texts of views that were read already: views come from a cache and are the same for every viewer. */
const texts = new WeakMap<PostView, string>()

/** What the filters find in each post; a boost is judged by what it boosts. Posts without a match are left out. */
export function matchFilters(
  filters: readonly CompiledFilter[],
  views: ReadonlyMap<PostId, PostView>,
): Map<PostId, FilterMatch[]> {
  const found = new Map<PostId, FilterMatch[]>()
  if (filters.length === 0) return found
  for (const [id, view] of views) {
    const { boostOfId } = view.post
    const proper = boostOfId ? views.get(boostOfId) : view
    if (!proper) continue
    const ids = boostOfId ? [id, boostOfId] : [id]
    const matches = filters.flatMap((filter) => matchOne(filter, proper, ids) ?? [])
    if (matches.length > 0) found.set(id, matches)
  }
  return found
}

function matchOne(
  { filter, pattern, postIds }: CompiledFilter,
  view: PostView,
  ids: readonly PostId[],
): FilterMatch | undefined {
  const word = pattern && pattern.exec(textOf(view))?.[0]
  const listed = ids.filter((id) => postIds.has(id))
  if (word === undefined && listed.length === 0) return undefined
  return { filter, keywords: word === undefined ? [] : [word], postIds: listed }
}

function textOf(view: PostView): string {
  const known = texts.get(view)
  if (known !== undefined) return known
  const { post, media } = view
  const text = [
    post.contentWarning,
    post.source ?? htmlToText(post.content),
    ...media.map((one) => one.description ?? ''),
  ].join('\n')
  texts.set(view, text)
  return text
}
