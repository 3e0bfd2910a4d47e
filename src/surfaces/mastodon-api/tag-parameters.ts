import { Type } from 'typebox'
import { normaliseTag } from '#domain/posts/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { notFound } from './parameters.ts'

export const byTagName = Type.Object({ name: Type.String({ maxLength: 200 }) })

/** Whether a text can be a hashtag: letters, digits and underscores, not digits alone. */
function isTagName(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_]{1,100}$/u.test(name) && !/^[\p{N}_]+$/u.test(name)
}

/** The name in a path, in lower case. @throws Refusal 404 for what can be no tag */
export function tagInPath({ name }: { readonly name: string }): string {
  const tag = normaliseTag(name.replace(/^#/, ''))
  if (!isTagName(tag)) throw notFound()
  return tag
}

/** The name in a body, as written. @throws Refusal 422 */
export function tagInBody(given: string): string {
  const name = given.trim().replace(/^#/, '')
  if (!isTagName(name)) throw new Refusal(422, 'Validation failed: Tag is invalid')
  return name
}

export function tooManyFeatured(): Refusal {
  return new Refusal(422, 'Validation failed: You have already featured the maximum number of hashtags')
}
