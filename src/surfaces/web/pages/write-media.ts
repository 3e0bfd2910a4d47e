import { copyPath } from '#domain/copies/index.ts'
import type { Media } from '#domain/media/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { httpsUrl, httpUrl } from './addresses.ts'

/** Pictures and films of a post. @param options.hidden behind a word that they are sensitive */
export function writeMedia(media: readonly Media[], options: { readonly hidden: boolean }): Html | undefined {
  const items = media.flatMap((item) => writeItem(item) ?? [])
  if (items.length === 0) return undefined
  const grid = html`<div class="media media-${Math.min(items.length, 4)}">${items}</div>`
  return options.hidden
    ? html`<details class="warning"><summary>Sensitive pictures</summary>${grid}</details>`
    : grid
}

/** Where this server gives out the whole of a picture or film, its own or its copy of another server's. */
export function mediaAddress(media: Media): string | undefined {
  if (media.state !== 'ready') return undefined
  if (media.fileKey) return `/media/${media.fileKey}`
  if (media.remoteUrl === null || httpsUrl(media.remoteUrl) === undefined) return undefined
  return copyPath('media', media.id, media.remoteUrl)
}

function writeItem(media: Media): Html | undefined {
  const address = mediaAddress(media)
  // What is not shown can still be visited.
  if (!address || media.kind === 'unknown') return writeLink(media)
  switch (media.kind) {
    case 'image':
      return writePicture(media, address)
    case 'video':
      return html`<figure><video class="u-video" src="${address}" controls preload="none"${writePoster(media)}${writeLabel(media)}></video></figure>`
    case 'gifv':
      return html`<figure><video class="u-video" src="${address}" controls loop muted playsinline preload="none"${writePoster(media)}${writeLabel(media)}></video></figure>`
    case 'audio':
      return html`<figure class="sound"><audio class="u-audio" src="${address}" controls preload="none"${writeLabel(media)}></audio></figure>`
  }
}

function writePicture(media: Media, address: string): Html {
  const preview = media.previewKey ? `/media/${media.previewKey}` : address
  const width = media.previewKey ? media.previewWidth : media.width
  const height = media.previewKey ? media.previewHeight : media.height
  return html`<figure><a href="${address}"><img class="u-photo" src="${preview}" alt="${media.description ?? ''}"${
    width && height && html` width="${width}" height="${height}"`
  } loading="lazy"></a></figure>`
}

function writePoster(media: Media): Html | null {
  return media.previewKey === null ? null : html` poster="/media/${media.previewKey}"`
}

function writeLabel(media: Media): Html | null {
  return media.description ? html` aria-label="${media.description}" title="${media.description}"` : null
}

function writeLink(media: Media): Html | undefined {
  const url = media.state === 'ready' ? httpUrl(media.remoteUrl) : undefined
  return url === undefined
    ? undefined
    : html`<figure><a href="${url}" rel="nofollow noopener noreferrer">${media.description || 'Attached file'}</a></figure>`
}
