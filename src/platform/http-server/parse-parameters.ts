import { parse } from 'qs'

/**
 * Reads form and query parameters in the bracket notation that Mastodon apps use: `media_ids[]=1`,
 * `source[privacy]=private`, `fields_attributes[0][name]=x`. Bounded in depth and count; never touches prototypes.
 */
export function parseParameters(text: string): Record<string, unknown> {
  if (text === '') return {}
  return parse(numberItems(text), {
    depth: 4,
    parameterLimit: 500,
    arrayLimit: 100,
    allowPrototypes: false,
    plainObjects: false,
    duplicates: 'last',
    ignoreQueryPrefix: true,
  })
}

/**
 * Gives the items of a list of objects their numbers: `a[][x]=1&a[][y]=2&a[][x]=3` becomes `a[0][x]`, `a[0][y]`,
 * `a[1][x]`. A new item begins where a name comes again, as in Rails, whose notation it is.
 */
function numberItems(text: string): string {
  if (!/(?:\[|%5B)(?:\]|%5D)(?:\[|%5B)/i.test(text)) return text
  const items = new Map<string, { index: number; seen: Set<string> }>()
  return text
    .split('&')
    .map((pair) => {
      const [, list, name, rest] = /^([^=]*?)(?:\[|%5B)(?:\]|%5D)((?:\[|%5B)[^=]*)(.*)$/is.exec(pair) ?? []
      if (list === undefined || name === undefined || rest === undefined) return pair
      const item = items.get(list) ?? { index: 0, seen: new Set() }
      if (item.seen.has(name)) {
        item.index += 1
        item.seen.clear()
      }
      item.seen.add(name)
      items.set(list, item)
      return `${list}[${item.index}]${name}${rest}`
    })
    .join('&')
}
