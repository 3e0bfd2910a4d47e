/** The part of a DOM node that is looked at: the browser's own nodes fit. */
export interface NodeLike {
  readonly nodeType: number
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly childNodes: Iterable<NodeLike>
  getAttribute?(name: string): string | null
}

/** What may be drawn: text, or an element of the allow-list with the attributes of the allow-list. */
export type SafeNode =
  | string
  | {
      readonly tag: string
      readonly attributes: Readonly<Record<string, string>>
      readonly children: readonly SafeNode[]
    }

const ELEMENTS = new Set(
  'p br a span strong b em i u s del small sub sup code pre blockquote ul ol li ruby rt rp'.split(' '),
)
/** Their text is no content, so it goes as well. */
const DROPPED = new Set(
  'script style template iframe object embed svg math noscript title textarea select'.split(' '),
)
const CLASSES = new Set(
  'mention hashtag invisible ellipsis u-url h-card u-checkin u-about p-name quote-inline'.split(' '),
)
const RENAMED: Readonly<Record<string, string>> = {
  h1: 'strong',
  h2: 'strong',
  h3: 'strong',
  h4: 'strong',
  h5: 'strong',
  h6: 'strong',
  div: 'p',
}
const TEXT_NODE = 3
const ELEMENT_NODE = 1
const DEEPEST = 32

/**
 * Rebuilds parsed HTML from an allow-list. The server has cleaned it already; this is the second wall, so
 * that one hole over there is not a hole here. Unknown elements vanish and leave their content.
 * @param toLocal gives our own path for a link's address, or null for links that lead away
 */
export function toSafeNodes(root: NodeLike, toLocal: (href: string) => string | null): SafeNode[] {
  return [...root.childNodes].flatMap((node) => safeNode(node, toLocal, 0))
}

function safeNode(node: NodeLike, toLocal: (href: string) => string | null, depth: number): SafeNode[] {
  if (node.nodeType === TEXT_NODE) return node.nodeValue ? [node.nodeValue] : []
  if (node.nodeType !== ELEMENT_NODE || depth > DEEPEST) return []
  const name = node.nodeName.toLowerCase()
  if (DROPPED.has(name)) return []
  const children = [...node.childNodes].flatMap((child) => safeNode(child, toLocal, depth + 1))
  const tag = RENAMED[name] ?? name
  if (!ELEMENTS.has(tag)) return children
  const attributes = tag === 'a' ? linkAttributes(node, toLocal) : {}
  if (tag === 'a' && !attributes['href']) return children
  const classes = (node.getAttribute?.('class') ?? '').split(/\s+/).filter((name) => CLASSES.has(name))
  return [
    {
      tag,
      attributes: classes.length > 0 ? { ...attributes, class: classes.join(' ') } : attributes,
      children,
    },
  ]
}

function linkAttributes(node: NodeLike, toLocal: (href: string) => string | null): Record<string, string> {
  const href = (node.getAttribute?.('href') ?? '').trim()
  const local = toLocal(href)
  if (local) return { href: local }
  // Only absolute web addresses: a relative one would point into our own site from foreign text.
  if (!/^https?:\/\//i.test(href)) return {}
  return { href, target: '_blank', rel: 'nofollow noopener noreferrer', translate: 'no' }
}

/** Cuts text at `:shortcode:` for every known emoji; the pieces alternate between text and emoji. */
export function splitEmojis<E extends { readonly shortcode: string }>(
  text: string,
  emojis: readonly E[],
): Array<string | E> {
  if (emojis.length === 0 || !text.includes(':')) return [text]
  const known = new Map(emojis.map((emoji) => [emoji.shortcode, emoji]))
  return text
    .split(/:([a-zA-Z0-9_]+):/)
    .map((piece, index) => (index % 2 === 0 ? piece : (known.get(piece) ?? `:${piece}:`)))
    .filter((piece) => piece !== '')
}
