import sanitizeHtml from 'sanitize-html'

/** More than any server of the network sends for one post or profile; the rest is cut off. */
const maxCharacters = 100_000
const maxDepth = 30
const maxPasses = 4

/**
 * Makes HTML from another server safe to store and to serve: an allow-list of elements and attributes (that of
 * Mastodon 4), only http(s) links, no way to run or load anything. Cleaning twice is the same as once.
 * Takes time in proportion to its input, of which only the first 100,000 characters count.
 */
export function sanitizeRemoteHtml(html: string): string {
  const whole = wellFormed(html.slice(0, maxCharacters))
  if (!/[<>&]/.test(whole)) return whole
  const first = cleanOnce(whole)
  let clean = first.html
  // What stands between tags that were dropped has come together, and may nest in a way that reads differently.
  for (let pass = 1; first.dropped && pass < maxPasses; pass++) {
    const next = cleanOnce(clean).html
    if (next === clean) break
    clean = next
  }
  return clean
}

function cleanOnce(html: string): { html: string; dropped: boolean } {
  let depth = 0
  let dropped = false
  const clean = sanitizeHtml(html, {
    ...rules,
    onOpenTag: (name) => {
      depth += 1
      dropped ||= depth > maxDepth || !allowed.has(name)
    },
    onCloseTag: () => {
      depth -= 1
    },
  })
  return { html: clean, dropped }
}

const allowedTags = 'p br span a del s pre blockquote code b strong u sub sup i em ul ol li ruby rt rp'.split(
  ' ',
)

/** Their text is not for reading. */
const droppedWithContent =
  'script style textarea option select noscript noembed noframes iframe object template title xmp svg math plaintext'.split(
    ' ',
  )

const allowed = new Set(allowedTags)

/** Microformats carry meaning for readers (h-card, p-name, u-url …); every other class could borrow our styles. */
const microformat = /^(h|p|u|dt|e)-[a-z][a-z0-9-]{0,40}$/

function cleanLink(_tag: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const url = URL.parse(attributes['href'] ?? '')
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return { tagName: 'span', attribs: {} }
  return {
    tagName: 'a',
    attribs: {
      href: url.href,
      ...(attributes['class'] && { class: attributes['class'] }),
      ...(attributes['translate'] === 'no' && { translate: 'no' }),
      rel: 'nofollow noopener noreferrer',
      target: '_blank',
    },
  }
}

function bare(tagName: string): sanitizeHtml.Transformer {
  return () => ({ tagName, attribs: {} })
}

function keepNumbers(tagName: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const numbers = Object.entries(attributes).filter(([, value]) => /^-?\d{1,6}$/.test(value))
  return {
    tagName,
    attribs: { ...Object.fromEntries(numbers), ...('reversed' in attributes && { reversed: '' }) },
  }
}

function keepTranslate(tagName: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  return {
    tagName,
    attribs: {
      ...(attributes['class'] && { class: attributes['class'] }),
      ...(attributes['translate'] === 'no' && { translate: 'no' }),
    },
  }
}

/** PostgreSQL takes neither NUL nor lone surrogates (R27). */
function wellFormed(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** What the sanitiser only reads, so that it is not made for each text. */
const rules: sanitizeHtml.IOptions = {
  allowedTags: [...allowedTags],
  allowedAttributes: {
    a: ['href', 'rel', 'target', 'translate'],
    span: ['translate'],
    ol: ['start', 'reversed'],
    li: ['value'],
  },
  allowedClasses: {
    a: [microformat, 'mention', 'hashtag'],
    span: [microformat, 'mention', 'hashtag', 'ellipsis', 'invisible', 'quote-inline'],
    p: ['quote-inline'],
  },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  nonTextTags: [...droppedWithContent],
  nestingLimit: maxDepth,
  transformTags: {
    a: cleanLink,
    ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((heading) => [heading, bare('p')])),
    ...Object.fromEntries(['ol', 'li'].map((tag) => [tag, keepNumbers])),
    span: keepTranslate,
  },
}
