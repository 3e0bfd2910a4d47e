import { h, type VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { CustomEmoji, Mention, Tag } from '../api/entities.ts'
import { matchRoute, profilePath } from '../state/match-route.ts'
import { type SafeNode, splitEmojis, toSafeNodes } from './safe-html.ts'

interface ContentProps {
  readonly html: string
  readonly emojis?: readonly CustomEmoji[]
  readonly mentions?: readonly Mention[]
  readonly tags?: readonly Tag[]
  readonly lang?: string | null
  /** Leaves out the line that names the place: the place card says it better. */
  readonly hidePlaceLine?: boolean
  /** Leaves out the link to what is quoted: the quote stands below. */
  readonly hideQuoteLine?: boolean
}

/** HTML from the server, rebuilt element by element from an allow-list. */
export function Content({
  html,
  emojis = [],
  mentions = [],
  tags = [],
  lang,
  hidePlaceLine = false,
  hideQuoteLine = false,
}: ContentProps) {
  const nodes = useMemo(() => {
    const body = new DOMParser().parseFromString(html, 'text/html').body
    const safe = toSafeNodes(body, (href) => toLocal(href, mentions, tags))
    return hidePlaceLine ? safe.filter((node) => !isPlaceLine(node)) : safe
  }, [html, mentions, tags, hidePlaceLine])
  if (nodes.length === 0) return null
  return (
    <div class={hideQuoteLine ? 'content content-quoting' : 'content'} lang={lang ?? undefined} dir="auto">
      {nodes.map((node) => draw(node, emojis))}
    </div>
  )
}

/** A display name with its emojis. */
export function EmojiText({
  text,
  emojis,
}: {
  readonly text: string
  readonly emojis: readonly CustomEmoji[]
}) {
  return <>{drawText(text, emojis)}</>
}

function toLocal(href: string, mentions: readonly Mention[], tags: readonly Tag[]): string | null {
  const mention = mentions.find((one) => one.url === href)
  if (mention) return profilePath(mention.acct)
  const tag = /\/tags?\/([^/?#]+)\/?$/.exec(href)?.[1]
  const name = tag === undefined ? undefined : safeDecode(tag).toLowerCase()
  if (name && tags.some((one) => one.name.toLowerCase() === name)) return `/tags/${encodeURIComponent(name)}`
  if (href.startsWith(`${location.origin}/`)) {
    const path = new URL(href).pathname
    if (matchRoute(path)) return path
  }
  return null
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Of the lines below check-ins and tips. */
const PLACE_CLASSES: ReadonlySet<string> = new Set(['u-checkin', 'u-about'])

function isPlaceLine(node: SafeNode): boolean {
  if (typeof node === 'string' || node.tag !== 'p') return false
  const hasPlace = (child: SafeNode): boolean =>
    typeof child !== 'string' &&
    (child.attributes['class']?.split(' ').some((name) => PLACE_CLASSES.has(name)) === true ||
      child.children.some(hasPlace))
  const first = node.children[0]
  return hasPlace(node) && (typeof first !== 'string' || /^\s*(📍|💡|$)/u.test(first))
}

function draw(node: SafeNode, emojis: readonly CustomEmoji[]): VNode | Array<VNode | string> {
  if (typeof node === 'string') return drawText(node, emojis)
  return h(node.tag, node.attributes, ...node.children.map((child) => draw(child, emojis)))
}

function drawText(text: string, emojis: readonly CustomEmoji[]): Array<VNode | string> {
  return splitEmojis(text, emojis).map((piece) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      <img class="emoji" src={piece.url} alt={`:${piece.shortcode}:`} title={`:${piece.shortcode}:`} />
    ),
  )
}
