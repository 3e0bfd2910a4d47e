import type { Visibility } from '#domain/posts/index.ts'
import { publicCollection } from '../vocabulary.ts'

export interface Audience {
  readonly to: readonly string[]
  readonly cc: readonly string[]
}

/**
 * Whom an object is for, as every server of the field reads it back: Public in `to` is public, in `cc` unlisted;
 * the followers collection alone is followers-only; actors alone are direct (R14). Never `bto` or `bcc`.
 */
export function describeAudience(
  visibility: Visibility,
  { followers, named }: { followers: string; named: readonly string[] },
): Audience {
  switch (visibility) {
    case 'public':
      return { to: [publicCollection], cc: [followers, ...named] }
    case 'unlisted':
      return { to: [followers], cc: [publicCollection, ...named] }
    case 'followers':
      return { to: [followers], cc: named }
    case 'direct':
      return { to: named, cc: [] }
  }
}
