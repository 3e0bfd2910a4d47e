import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5'

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node

/** A page as a browser's parser sees it (WHATWG HTML section 13.2). */
export interface ReadPage {
  /** What the parser complains about; empty for a well-formed page. */
  readonly errors: readonly string[]
  readonly elements: readonly ReadElement[]
  /** Everything that a reader reads, in one line. */
  readonly text: string
  /** Elements of that tag, and of that class where one is given. */
  find(tag: string, className?: string): readonly ReadElement[]
  /** `content` of a `<meta>`, by property or name. */
  meta(name: string): string | undefined
  /** `href` of a `<link>`, by rel and, where given, type. */
  link(rel: string, type?: string): string | undefined
}

export interface ReadElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

export function readPage(html: string): ReadPage {
  const errors: string[] = []
  const document = parse(html, { onParseError: (error: ParserError) => void errors.push(error.code) })
  const elements = [...walk(document)].map((element) => ({
    tag: element.tagName,
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    text: textOf(element),
  }))
  const find: ReadPage['find'] = (tag, className) =>
    elements.filter(
      (element) =>
        element.tag === tag &&
        (className === undefined || (element.attributes['class'] ?? '').split(' ').includes(className)),
    )
  return {
    errors,
    elements,
    text: textOf(document).replaceAll(/\s+/g, ' ').trim(),
    find,
    meta: (name) =>
      find('meta').find(({ attributes }) => attributes['property'] === name || attributes['name'] === name)
        ?.attributes['content'],
    link: (rel, type) =>
      find('link').find(
        ({ attributes }) => attributes['rel'] === rel && (type === undefined || attributes['type'] === type),
      )?.attributes['href'],
  }
}

function* walk(node: Node): Generator<Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child)
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  if ('tagName' in node && (node.tagName === 'script' || node.tagName === 'style')) return ''
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
