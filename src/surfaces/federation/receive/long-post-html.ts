import { escapeHtml, htmlToText, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { type Json, text } from '../read-json.ts'

const excerptLength = 500

/**
 * What is shown of an article, a film, an event: its title, the beginning of its text, and where to read on. The
 * whole would not fit a timeline, and is formatted for a page of its own.
 */
export function longPostHtml(
  json: Json,
  { html, summary, url }: { html: string; summary: string; url: string },
): string {
  const title = htmlToText(text(json, 'name', 1000) ?? '').slice(0, 300)
  const excerpt = excerptOf(htmlToText(summary === '' ? html : summary))
  const shown = url.replace(/^https?:\/\//, '')
  return sanitizeRemoteHtml(
    [
      title && `<p><strong>${escapeHtml(title)}</strong></p>`,
      excerpt && `<p>${escapeHtml(excerpt).replaceAll('\n', '<br>')}</p>`,
      `<p><a href="${escapeHtml(url)}">${escapeHtml(shown)}</a></p>`,
    ]
      .filter(Boolean)
      .join(''),
  )
}

function excerptOf(whole: string): string {
  if (whole.length <= excerptLength) return whole
  const cut = whole.slice(0, excerptLength).toWellFormed()
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), excerptLength / 2)).trimEnd()}…`
}
