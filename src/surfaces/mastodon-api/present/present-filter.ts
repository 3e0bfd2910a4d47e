import type { Filter, FilteredPost, FilterMatch, Keyword } from '#domain/filters/index.ts'

/** A Filter with its keywords and statuses. */
export function presentFilter(filter: Filter) {
  return {
    ...presentBareFilter(filter),
    keywords: filter.keywords.map(presentKeyword),
    statuses: filter.posts.map(presentFilteredPost),
  }
}

function presentBareFilter(filter: Filter) {
  return {
    id: filter.id,
    title: filter.title,
    context: filter.contexts,
    expires_at: filter.expiresAt?.toISOString() ?? null,
    filter_action: filter.action,
  }
}

export function presentKeyword(keyword: Keyword) {
  return { id: keyword.id, keyword: keyword.keyword, whole_word: keyword.wholeWord }
}

export function presentFilteredPost(post: FilteredPost) {
  return { id: post.id, status_id: post.postId }
}

/** A FilterResult: which of the viewer's filters a status meets. Apps decide by `context` where it counts. */
export function presentMatch({ filter, keywords, postIds }: FilterMatch) {
  return {
    filter: presentBareFilter(filter),
    keyword_matches: keywords.length > 0 ? keywords : null,
    status_matches: postIds.length > 0 ? postIds : null,
  }
}

/** A filter as the first version of the API knew them: one for each keyword. */
export function presentFilterV1(filter: Filter, keyword: Keyword) {
  return {
    id: keyword.id,
    phrase: keyword.keyword,
    context: filter.contexts,
    whole_word: keyword.wholeWord,
    expires_at: filter.expiresAt?.toISOString() ?? null,
    irreversible: filter.action === 'hide',
  }
}
