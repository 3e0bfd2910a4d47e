import { type Html, html } from '#platform/html/index.ts'

/** What a page says of itself to link previews, search engines and programs. */
export interface HeadFacts {
  readonly siteTitle: string
  readonly title: string
  /** Plain text; shortened here. */
  readonly description: string
  /** The one address of what the page shows; of another server for what comes from there. */
  readonly url: string
  readonly type: 'website' | 'profile' | 'article'
  readonly image?: PreviewImage | undefined
  /** The ActivityPub document of the same. */
  readonly activityUrl?: string | undefined
  /** The Atom feed of the same. */
  readonly feedUrl?: string | undefined
  /** The oEmbed document of the same (oembed.com, section 4). */
  readonly oembedUrl?: string | undefined
  /** Where people who are at home here let apps in, and post by Micropub: this server's origin. */
  readonly homeOf?: string | undefined
  /** Whether search engines shall stay away. */
  readonly noIndex?: boolean | undefined
  /** Further properties by name, e.g. `article:published_time`. */
  readonly properties?: Readonly<Record<string, string | undefined>> | undefined
  /** The address of the next page of a list. */
  readonly next?: string | undefined
}

export interface PreviewImage {
  readonly url: string
  readonly alt: string
  readonly width?: number | null | undefined
  readonly height?: number | null | undefined
  /** Shown across the preview rather than beside the text. */
  readonly large: boolean
}

const maxDescription = 300

/** Open Graph (ogp.me) and Twitter card properties, canonical address, ActivityPub alternate. */
export function writeHead(facts: HeadFacts): Html {
  const description = shorten(facts.description, maxDescription)
  return html`<meta name="description" content="${description}">
<link rel="canonical" href="${facts.url}">
${facts.activityUrl && html`<link rel="alternate" type="application/activity+json" href="${facts.activityUrl}">`}
${facts.feedUrl && html`<link rel="alternate" type="application/atom+xml" href="${facts.feedUrl}">`}
${facts.oembedUrl && html`<link rel="alternate" type="application/json+oembed" href="${facts.oembedUrl}">`}
${facts.next && html`<link rel="next" href="${facts.next}">`}
${facts.homeOf !== undefined && writeEndpoints(facts.homeOf)}
${facts.noIndex && html`<meta name="robots" content="noindex">`}
${writeProperty('og:site_name', facts.siteTitle)}
${writeProperty('og:type', facts.type)}
${writeProperty('og:title', facts.title)}
${writeProperty('og:description', description)}
${writeProperty('og:url', facts.url)}
${facts.image && writeImage(facts.image)}
${Object.entries(facts.properties ?? {}).map(([name, content]) => content && writeProperty(name, content))}
<meta name="twitter:card" content="${facts.image?.large ? 'summary_large_image' : 'summary'}">`
}

/** How clients of the IndieWeb find the way in (IndieAuth, section 4.1; Micropub, section 5.3). */
function writeEndpoints(origin: string): Html {
  return html`<link rel="micropub" href="${origin}/micropub">
<link rel="indieauth-metadata" href="${origin}/.well-known/oauth-authorization-server">
<link rel="authorization_endpoint" href="${origin}/oauth/authorize">
<link rel="token_endpoint" href="${origin}/oauth/token">`
}

function writeImage(image: PreviewImage): Html {
  return html`${writeProperty('og:image', image.url)}
${image.width && writeProperty('og:image:width', String(image.width))}
${image.height && writeProperty('og:image:height', String(image.height))}
${image.alt && writeProperty('og:image:alt', image.alt)}`
}

function writeProperty(name: string, content: string): Html {
  return html`<meta property="${name}" content="${content}">
`
}

/** Cuts a text at a word, on one line. */
export function shorten(text: string, max: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= max) return line
  const cut = line
    .slice(0, max)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), max - 40))}…`
}
