import { escapeHtml, htmlToText, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { asUri, isJson, type Json, list, localText, member, text, typesOf } from '../read-json.ts'

const excerptLength = 500

/**
 * What is shown of an article, a film, an event, a place: its title, when and where it is, the beginning of its text,
 * and where to read on. The whole would not fit a timeline, and is formatted for a page of its own.
 */
export function longPostHtml(
  json: Json,
  { html, summary, url }: { html: string; summary: string; url: string },
): string {
  const title = htmlToText(localText(json, 'name', 1000).text ?? '').slice(0, 300)
  const excerpt = excerptOf(htmlToText(summary === '' ? html : summary))
  const target = linkedPage(json)
  return sanitizeRemoteHtml(
    [
      title && `<p><strong>${escapeHtml(title)}</strong></p>`,
      ...eventLines(json).map((line) => `<p>${escapeHtml(line)}</p>`),
      excerpt && `<p>${escapeHtml(excerpt).replaceAll('\n', '<br>')}</p>`,
      target !== undefined && target !== url && linkTo(target),
      linkTo(url),
    ]
      .filter(Boolean)
      .join(''),
  )
}

function linkTo(url: string): string {
  return `<p><a href="${escapeHtml(url)}">${escapeHtml(url.replace(/^https?:\/\//, '').slice(0, 200))}</a></p>`
}

/** What a Lemmy or Friendica Page is about: the one link that is attached to it. */
function linkedPage(json: Json): string | undefined {
  for (const attachment of list(json, 'attachment', 16)) {
    if (!isJson(attachment) || !typesOf(attachment).includes('Link')) continue
    const href = asUri(member(attachment, 'href'))
    if (href !== undefined) return href
  }
  return undefined
}

/** When and where an event is, for those whose servers name it in members alone (Mobilizon). */
function eventLines(json: Json): string[] {
  if (!typesOf(json).includes('Event')) return []
  const [from, to] = ['startTime', 'endTime'].map((name) => timeOf(text(json, name, 40)))
  const where = list(json, 'location', 4).filter(isJson).map(describeWhere).find(Boolean)
  return [...(from ? [`📅 ${from}${to ? ` – ${to}` : ''}`] : []), ...(where ? [`📍 ${where}`] : [])]
}

/** In the event's own time zone, as its server wrote it. */
function timeOf(value: string | undefined): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/.exec(value ?? '')
  if (!parts) return undefined
  const zone = parts[3] === 'Z' ? ' UTC' : parts[3] ? ` (UTC${parts[3]})` : ''
  return `${parts[1]} ${parts[2]}${zone}`
}

function describeWhere(location: Json): string {
  const address = member(location, 'address')
  const parts = isJson(address)
    ? ['streetAddress', 'addressLocality', 'addressCountry'].map((name) => text(address, name, 200))
    : [text(location, 'address', 300)]
  return [text(location, 'name', 200), ...parts]
    .map((part) => htmlToText(part ?? '').trim())
    .filter((part, at, all) => part !== '' && all.indexOf(part) === at)
    .join(', ')
    .slice(0, 500)
}

function excerptOf(whole: string): string {
  if (whole.length <= excerptLength) return whole
  const cut = whole.slice(0, excerptLength).toWellFormed()
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), excerptLength / 2)).trimEnd()}…`
}
