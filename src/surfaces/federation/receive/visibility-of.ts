import type { Visibility } from '#domain/posts/index.ts'
import { isPublicCollection } from '../vocabulary.ts'

/** How far something of another server may be seen, from its addressees: the inverse of `describeAudience`. */
export function visibilityOf(
  { to, cc }: { to: readonly string[]; cc: readonly string[] },
  followersUrl: string | null,
): Visibility {
  if (to.some(isPublicCollection)) return 'public'
  if (cc.some(isPublicCollection)) return 'unlisted'
  // A collection that is not the author's own proves nothing: then the named alone may see it.
  if (followersUrl !== null && [...to, ...cc].includes(followersUrl)) return 'followers'
  return 'direct'
}
