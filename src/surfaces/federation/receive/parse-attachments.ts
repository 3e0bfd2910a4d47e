import type { RemoteMedia } from '#domain/media/index.ts'
import { asUri, isJson, type Json, list, localText, member, number, text, typeAmong } from '../read-json.ts'

const maxAttachments = 16
const attachmentTypes = new Set(['Document', 'Image', 'Video', 'Audio'])

/**
 * Reads what is attached to a post: pictures, films and sounds, by https as everything that readers' browsers load.
 * @param postUri a post that came by plain http (in a lab) may have its media so, too
 */
export function parseAttachments(json: Json, postUri: string): RemoteMedia[] {
  const own = [json].filter(
    (post) => typeAmong(post, new Set(['Image', 'Video', 'Audio'])) && member(post, 'url'),
  )
  const attached = [...list(json, 'attachment', maxAttachments), ...own]
    .flatMap((attachment) => (isJson(attachment) ? (parseOne(attachment, postUri) ?? []) : []))
    .slice(0, maxAttachments)
  return attached.length > 0 ? attached : titlePicture(json, postUri)
}

/** The picture over an article or beside a link: an address (Ghost) or an Image (WordPress, Lemmy, Mobilizon). */
function titlePicture(json: Json, postUri: string): RemoteMedia[] {
  if (!typeAmong(json, new Set(['Article', 'Page', 'Event']))) return []
  const [image] = list(json, 'image', 4)
  const picture = isJson(image) ? image : { type: 'Image', url: image }
  const parsed = typeAmong(picture, new Set(['Image', 'Document'])) && parseOne(picture, postUri)
  return parsed ? [parsed] : []
}

function parseOne(json: Json, postUri: string): RemoteMedia | undefined {
  const type = typeAmong(json, attachmentTypes)
  const file = type && fileOf(json, type)
  if (!file) return undefined
  const isLab = postUri.startsWith('http://')
  if (!file.url.startsWith('https://') && !isLab) return undefined
  const kind = kindOf(file.mime)
  const [focusX = 0, focusY = 0] = list(json, 'focalPoint', 2).map(clampFocus)
  return {
    kind,
    mime: file.mime,
    remoteUrl: file.url,
    width: pixels(json, 'width') ?? null,
    height: pixels(json, 'height') ?? null,
    blurhash: blurhashOf(json),
    focusX,
    focusY,
    description: localText(json, 'name', 1500).text || localText(json, 'summary', 1500).text || null,
  }
}

/**
 * The file is the address itself, a Link, or the first Link of several that says that it is a medium. PeerTube lists
 * the files of a film under its playlist where it keeps no others.
 */
function fileOf(json: Json, type: string): { url: string; mime: string } | undefined {
  const declared = text(json, 'mediaType', 100)
  const links = list(json, 'url', 20)
  const nested = links.flatMap((link) => (isJson(link) ? list(link, 'tag', 20).filter(isFile) : []))
  for (const link of [...links, ...nested, member(json, 'href')]) {
    const url = isJson(link) ? asUri(member(link, 'href')) : asUri(link)
    const named = isJson(link) ? text(link, 'mediaType', 100) : undefined
    const mime = named ?? declared ?? guessMime(url, type)
    if (url && mime && /^(?:image|video|audio)\/[\w.+-]{1,60}$/.test(mime)) return { url, mime }
  }
  return undefined
}

/** PeerTube lists the description of each file beside the file itself. */
function isFile(link: unknown): boolean {
  return isJson(link) && /^(?:video|audio)\//.test(text(link, 'mediaType', 100) ?? '')
}

/** Some servers leave the media type off; the kind of the attachment and the name's ending must do. */
function guessMime(url: string | undefined, type: string): string | undefined {
  const ending = /\.([a-z0-9]{2,5})$/i.exec(URL.parse(url ?? '')?.pathname ?? '')?.[1]?.toLowerCase()
  const byEnding = ending === undefined ? undefined : endings.get(ending)
  return byEnding ?? (type === 'Document' ? undefined : `${type.toLowerCase()}/${fallback.get(type)}`)
}

const endings = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
])

const fallback = new Map([
  ['Image', 'jpeg'],
  ['Video', 'mp4'],
  ['Audio', 'mpeg'],
])

function kindOf(mime: string): RemoteMedia['kind'] {
  // SVG runs scripts when it is opened by itself.
  if (mime === 'image/svg+xml') return 'unknown'
  const kind = mime.split('/', 1)[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'unknown'
}

function clampFocus(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : 0
}

function pixels(json: Json, name: string): number | undefined {
  const value = number(json, name)
  return value !== undefined && value >= 1 && value <= 100_000 ? Math.round(value) : undefined
}

/** 6 to 164 characters of the base-83 alphabet; anything else could upset a decoder. */
function blurhashOf(json: Json): string | null {
  const blurhash = text(json, 'blurhash', 200)
  return blurhash !== undefined && /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,164}$/.test(blurhash)
    ? blurhash
    : null
}
