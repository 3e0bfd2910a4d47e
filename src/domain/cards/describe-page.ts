import { findIframe, htmlToText, readPageFacts } from '#platform/html/index.ts'
import type { Card, CardKind } from './card.ts'

/** A page as it came. */
export interface Page {
  /** After redirects. */
  readonly url: string
  readonly html: string
}

/** What a page tells, before its picture and its author are looked up. */
export interface DescribedPage
  extends Omit<Card, 'url' | 'authorId' | 'imageKey' | 'blurhash' | 'fetchedAt' | 'isEmpty'> {
  readonly imageUrl: string | undefined
  /** `user@host`, from `fediverse:creator`. */
  readonly creator: string | undefined
  readonly oembedUrl: string | undefined
}

/** Reads Open Graph, Twitter's tags, JSON-LD and plain HTML, in this order. */
export function describePage({ url, html }: Page): DescribedPage {
  const facts = readPageFacts(html)
  const ld = readJsonLd(facts.jsonLd)
  const say = (...names: string[]) => clean(names.map((name) => facts.meta.get(name)).find(Boolean))
  const site = new URL(url)
  const image = say('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image') || ld.image
  const author = say('article:author', 'author')
  return {
    finalUrl: url,
    kind: 'link',
    title: (say('og:title', 'twitter:title') || clean(facts.title) || ld.title).slice(0, 500),
    description: (say('og:description', 'twitter:description', 'description') || ld.description).slice(
      0,
      1000,
    ),
    authorName: (URL.canParse(author) ? ld.author : author || ld.author).slice(0, 200),
    authorUrl: absolute(author, url) ?? '',
    providerName: (say('og:site_name') || site.host).slice(0, 200),
    providerUrl: site.origin,
    html: '',
    embedUrl: '',
    width: 0,
    height: 0,
    imageDescription: say('og:image:alt', 'twitter:image:alt').slice(0, 1500),
    publishedAt: timeOf(say('article:published_time', 'og:article:published_time') || ld.published),
    language: languageOf(facts.language || say('og:locale')),
    imageUrl: image === '' ? undefined : absolute(image, url),
    creator: /^@?([\w.-]{1,100}@[\w.:-]{3,250})$/.exec(say('fediverse:creator'))?.[1],
    oembedUrl: absolute(facts.links.get('alternate application/json+oembed'), url),
  }
}

const oembedKinds: readonly CardKind[] = ['photo', 'video', 'rich']

/** Adds what the page's oEmbed document (oembed.com) tells; of its HTML one frame of the page's own site is kept. */
export function addOembed(page: DescribedPage, oembed: unknown): DescribedPage {
  if (typeof oembed !== 'object' || oembed === null) return page
  const text = (name: string) => {
    const value = Object.hasOwn(oembed, name) ? (oembed as Record<string, unknown>)[name] : undefined
    return clean(typeof value === 'string' || typeof value === 'number' ? String(value) : '')
  }
  const kind = oembedKinds.find((one) => one === text('type'))
  const size = { width: pixels(text('width')), height: pixels(text('height')) }
  const frame = kind === 'video' || kind === 'rich' ? frameOf(rawText(oembed, 'html'), page, size) : ''
  const photo = kind === 'photo' ? absolute(text('url'), page.finalUrl) : undefined
  return {
    ...page,
    ...(photo && { kind: 'photo' as const, embedUrl: photo, ...size }),
    ...(frame !== '' && kind && { kind, html: frame, ...size }),
    title: page.title || text('title').slice(0, 500),
    authorName: (text('author_name') || page.authorName).slice(0, 200),
    authorUrl: absolute(text('author_url'), page.finalUrl) ?? page.authorUrl,
    providerName: (text('provider_name') || page.providerName).slice(0, 200),
    imageUrl: page.imageUrl ?? photo ?? absolute(text('thumbnail_url'), page.finalUrl),
  }
}

function rawText(oembed: object, name: string): string {
  const value = Object.hasOwn(oembed, name) ? (oembed as Record<string, unknown>)[name] : ''
  return typeof value === 'string' ? value : ''
}

/** Written anew: nothing of the provider's markup but the address survives. */
function frameOf(
  html: string,
  page: DescribedPage,
  { width, height }: { width: number; height: number },
): string {
  const src = absolute(findIframe(html)?.['src'], page.finalUrl)
  if (!src?.startsWith('https:') || !isSameSite(src, page.finalUrl)) return ''
  const safe = src.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const sandbox = 'allow-scripts allow-same-origin allow-popups allow-forms'
  return `<iframe src="${safe}" width="${width}" height="${height}" frameborder="0" allowfullscreen="" sandbox="${sandbox}"></iframe>`
}

/** Whether one is the other's host or a name below it: what `player.vimeo.com` is to `vimeo.com`. */
function isSameSite(one: string, other: string): boolean {
  const [a, b] = [one, other].map((url) => new URL(url).hostname.replace(/^www\./, ''))
  return a === b || a?.endsWith(`.${b}`) === true || b?.endsWith(`.${a}`) === true
}

interface JsonLd {
  readonly title: string
  readonly description: string
  readonly image: string
  readonly author: string
  readonly published: string
}

/** schema.org's articles, as news sites have them. */
function readJsonLd(scripts: readonly string[]): JsonLd {
  for (const script of scripts) {
    const found = parseSafely(script)
    const graph = found && Object.hasOwn(found, '@graph') ? (found as { '@graph': unknown })['@graph'] : found
    for (const one of listOf(graph).slice(0, 20)) {
      const headline = textOf(one, 'headline')
      if (headline === '') continue
      return {
        title: headline,
        description: textOf(one, 'description'),
        image: textOf(one, 'image', 'url'),
        author: textOf(one, 'author', 'name'),
        published: textOf(one, 'datePublished'),
      }
    }
  }
  return { title: '', description: '', image: '', author: '', published: '' }
}

function parseSafely(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** A member that may be a text, something with a text in it, or a list of either. */
function textOf(from: unknown, name: string, within?: string): string {
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, name)) return ''
  const [value] = listOf((from as Record<string, unknown>)[name])
  if (typeof value === 'string') return clean(value)
  return within === undefined ? '' : textOf(value, within)
}

function clean(text: string | undefined): string {
  const plain = text && /[<&]/.test(text) ? htmlToText(text) : (text ?? '')
  return plain
    .toWellFormed()
    .replace(/[\s\0]+/g, ' ')
    .trim()
}

function absolute(href: string | undefined, base: string): string | undefined {
  if (!href || !URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return isWeb && url.href.length <= 2000 && url.username === '' ? url.href : undefined
}

function pixels(text: string): number {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 && number < 10_000 ? number : 0
}

function timeOf(text: string): Date | null {
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return time > 0 && time < 253_402_300_800_000 ? new Date(time) : null
}

function languageOf(text: string | undefined): string | null {
  return /^([a-z]{2,3})(?:[-_]|$)/i.exec(text ?? '')?.[1]?.toLowerCase() ?? null
}
