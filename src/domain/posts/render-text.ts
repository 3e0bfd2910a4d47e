import { type Account, localAddresses } from '#domain/accounts/index.ts'
import { type Html, html, render } from '#platform/html/index.ts'
import { normaliseTag, parseText, type TextPart } from './parse-text.ts'

/**
 * A post's text as HTML, in the shape that every server of the field renders: paragraphs, breaks, mentions as
 * `u-url mention`, hashtags as `mention hashtag`, links shortened by invisible parts.
 * @param mentioned accounts by their handle in lower case, `alice` or `alice@example.org`
 */
export function renderText(
  parts: readonly TextPart[],
  mentioned: ReadonlyMap<string, Account>,
  origin: string,
): string {
  const inline = render(html`${parts.map((part) => renderPart(part, mentioned, origin))}`)
  if (inline.trim() === '') return ''
  return inline
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('')
}

/** A profile's text as HTML, in the same shape; names in it are no mentions. */
export function renderProfileText(text: string, origin: string): string {
  return renderText(parseText(text), new Map(), origin)
}

/** The key under which a mention's account is looked up. */
export function mentionKey(username: string, domain: string | null): string {
  return (domain === null ? username : `${username}@${domain}`).toLowerCase()
}

function renderPart(part: TextPart, mentioned: ReadonlyMap<string, Account>, origin: string): Html {
  switch (part.kind) {
    case 'text':
      return html`${part.text}`
    case 'link':
      return linkHtml(part.url)
    case 'tag': {
      const href = `${origin}/tags/${encodeURIComponent(normaliseTag(part.name))}`
      return html`<a href="${href}" class="mention hashtag" rel="tag">#<span>${part.name}</span></a>`
    }
    case 'mention': {
      const account = mentioned.get(mentionKey(part.username, part.domain))
      if (!account) return html`${part.text}`
      const href = account.url ?? account.uri ?? localAddresses(origin, account.username).url
      return html`<span class="h-card" translate="no"><a href="${href}" class="u-url mention">@<span>${account.username}</span></a></span>`
    }
  }
}

/** A link as the text of a post shows it. */
export function renderLink(url: string): string {
  return render(linkHtml(url))
}

/** Long addresses are shortened for the eye only: the whole stays in the markup, as on Mastodon. */
function linkHtml(url: string): Html {
  const [, prefix = '', rest = url] = /^(https?:\/\/(?:www\.)?)(.*)$/s.exec(url) ?? []
  const hidden = rest.slice(30)
  const ellipsis = hidden === '' ? '' : 'ellipsis'
  return html`<a href="${url}" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">${prefix}</span><span class="${ellipsis}">${rest.slice(0, 30)}</span><span class="invisible">${hidden}</span></a>`
}
