import { copyPath } from '#domain/copies/index.ts'
import type { Media } from '#domain/media/index.ts'

/** A Mastodon MediaAttachment; what lies elsewhere is given out by this server. Sizes that are not known are left out rather than invented. */
export function presentMedia(origin: string, media: Media) {
  const url = media.fileKey ? `${origin}/media/${media.fileKey}` : remoteFile(origin, media)
  const preview = media.previewKey ? `${origin}/media/${media.previewKey}` : standIn(origin, media, url)
  return {
    id: media.id,
    type: media.kind,
    url: media.state === 'ready' ? url : null,
    preview_url: preview,
    remote_url: media.remoteUrl,
    preview_remote_url: null,
    text_url: null,
    meta: {
      ...(media.width && media.height && { original: size(media.width, media.height, media.duration) }),
      ...(media.previewWidth &&
        media.previewHeight && { small: size(media.previewWidth, media.previewHeight, null) }),
      focus: { x: media.focusX, y: media.focusY },
    },
    description: media.description,
    blurhash: media.blurhash,
  }
}

/** Mastodon for Android throws films without a preview away: a picture of a film stands for those that have none. */
function standIn(origin: string, { kind }: Media, url: string | null): string | null {
  if (kind === 'image') return url
  return kind === 'video' || kind === 'gifv' ? `${origin}/static/video.png` : null
}

/** A file of a type that no browser shows is no picture to keep, but a link. */
function remoteFile(origin: string, { id, kind, remoteUrl }: Media): string | null {
  return remoteUrl === null || kind === 'unknown' ? remoteUrl : origin + copyPath('media', id, remoteUrl)
}

function size(width: number, height: number, duration: number | null) {
  return {
    width,
    height,
    size: `${width}x${height}`,
    aspect: width / height,
    ...(duration !== null && { duration }),
  }
}
