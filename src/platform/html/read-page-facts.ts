import { Parser } from 'htmlparser2'

/** What a page says of itself in its head, as far as link previews read it. */
export interface PageFacts {
  readonly title: string | undefined
  /** `<meta>` by name or property in lower case; the first of each. */
  readonly meta: ReadonlyMap<string, string>
  /** `<link>` addresses by `rel type` in lower case, as written. */
  readonly links: ReadonlyMap<string, string>
  /** The contents of JSON-LD scripts. */
  readonly jsonLd: readonly string[]
  readonly language: string | undefined
}

const maxValue = 5000
const maxEntries = 300
const maxScripts = 5
const maxScript = 100_000

/** Reads HTML in one pass, in time proportional to its length, whatever is wrong with it. */
export function readPageFacts(html: string): PageFacts {
  const meta = new Map<string, string>()
  const links = new Map<string, string>()
  const jsonLd: string[] = []
  let title: string | undefined
  let language: string | undefined
  let inside: 'title' | 'json-ld' | undefined
  let text = ''
  const keep = (map: Map<string, string>, key: string, value: string | undefined) => {
    if (value === undefined || value === '' || map.size >= maxEntries || map.has(key)) return
    map.set(key, value.slice(0, maxValue))
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      const { rel, type, href, property, content } = attributes
      if (name === 'html') language ??= attributes['lang']?.slice(0, 20)
      if (name === 'meta') keep(meta, (property ?? attributes['name'] ?? '').toLowerCase(), content)
      if (name === 'link') keep(links, `${rel ?? ''} ${type ?? ''}`.trim().toLowerCase(), href)
      inside =
        name === 'title' && title === undefined
          ? 'title'
          : name === 'script' && type?.toLowerCase() === 'application/ld+json' && jsonLd.length < maxScripts
            ? 'json-ld'
            : undefined
      text = ''
    },
    ontext(part) {
      if (inside && text.length < maxScript) text += part
    },
    onclosetag() {
      if (inside === 'title') title = text.slice(0, maxValue)
      if (inside === 'json-ld') jsonLd.push(text.slice(0, maxScript))
      inside = undefined
    },
  })
  parser.end(html)
  return { title, meta, links, jsonLd, language }
}

/** The first `<iframe>` of some HTML. @returns its attributes, or undefined where there is none */
export function findIframe(html: string): Readonly<Record<string, string>> | undefined {
  let found: Record<string, string> | undefined
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'iframe') found ??= attributes
    },
  })
  parser.end(html.slice(0, maxValue))
  return found
}
