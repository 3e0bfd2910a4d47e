import { parse } from 'qs'

/**
 * Reads form and query parameters in the bracket notation that Mastodon apps use: `media_ids[]=1`,
 * `source[privacy]=private`, `fields_attributes[0][name]=x`. Bounded in depth and count; never touches prototypes.
 */
export function parseParameters(text: string): Record<string, unknown> {
  if (text === '') return {}
  return parse(text, {
    depth: 4,
    parameterLimit: 500,
    arrayLimit: 100,
    allowPrototypes: false,
    plainObjects: false,
    duplicates: 'last',
    ignoreQueryPrefix: true,
  })
}
