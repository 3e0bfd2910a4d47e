import { useState } from 'preact/hooks'
import type { Media } from '../api/entities.ts'
import { words } from '../words.ts'
import { BlurhashImage } from './blurhash-image.tsx'
import { Icon } from './icon.tsx'
import { Lightbox } from './lightbox.tsx'

/** Up to four pictures or videos of a post; sensitive ones stay covered until asked for. */
export function MediaGrid({
  media,
  sensitive,
}: {
  readonly media: readonly Media[]
  readonly sensitive: boolean
}) {
  const [covered, setCovered] = useState(sensitive)
  const [open, setOpen] = useState<number | null>(null)
  if (media.length === 0) return null
  const single = media.length === 1 ? media[0] : undefined
  return (
    <div class={`media media-${Math.min(4, media.length)}`}>
      {media.slice(0, 4).map((one, index) => (
        <div class="media-cell" key={one.id} style={single ? { aspectRatio: String(shapeOf(single)) } : {}}>
          {one.blurhash && <BlurhashImage hash={one.blurhash} />}
          {!covered && (
            <MediaItem media={one} number={index + 1} of={media.length} onOpen={() => setOpen(index)} />
          )}
        </div>
      ))}
      {covered ? (
        <button type="button" class="media-cover" onClick={() => setCovered(false)}>
          <Icon name="eye" />
          <strong>{words.post.sensitive}</strong>
          <span>{words.post.sensitiveHint}</span>
        </button>
      ) : (
        sensitive && (
          <button
            type="button"
            class="media-hide"
            aria-label={words.post.hideMedia}
            title={words.post.hideMedia}
            onClick={() => setCovered(true)}
          >
            <Icon name="eye" size={18} />
          </button>
        )
      )}
      {open !== null && <Lightbox media={media} start={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

interface MediaItemProps {
  readonly media: Media
  readonly number: number
  readonly of: number
  readonly onOpen: () => void
}

function MediaItem({ media, number, of, onOpen }: MediaItemProps) {
  const alt = media.description ?? ''
  const focus = media.meta?.focus
  if (media.type === 'video') {
    return (
      <video
        class="media-video"
        src={media.url ?? ''}
        poster={media.preview_url ?? ''}
        controls
        preload="none"
        playsInline
        aria-label={alt || words.media.noAlt}
      />
    )
  }
  if (media.type === 'audio')
    return (
      <audio
        class="media-audio"
        src={media.url ?? ''}
        controls
        preload="none"
        aria-label={alt || words.media.noAlt}
      />
    )
  if (media.type === 'unknown') {
    return (
      <a
        class="media-file"
        href={media.remote_url ?? media.url ?? '#'}
        target="_blank"
        rel="noopener noreferrer"
      >
        {words.media.openFile}
      </a>
    )
  }
  const position = focus
    ? { objectPosition: `${(focus.x / 2 + 0.5) * 100}% ${(0.5 - focus.y / 2) * 100}%` }
    : {}
  return (
    <>
      <button
        type="button"
        class="media-open"
        aria-label={words.media.open(number, of, alt)}
        onClick={onOpen}
      >
        {media.type === 'gifv' ? (
          <video
            src={media.url ?? ''}
            poster={media.preview_url ?? ''}
            autoPlay={!matchMedia('(prefers-reduced-motion: reduce)').matches}
            loop
            muted
            playsInline
          />
        ) : (
          <img
            src={media.preview_url ?? media.url ?? ''}
            alt={alt}
            loading="lazy"
            decoding="async"
            style={position}
            onLoad={(event) => event.currentTarget.classList.add('loaded')}
          />
        )}
      </button>
      {alt && <AltBadge text={alt} />}
    </>
  )
}

function AltBadge({ text }: { readonly text: string }) {
  return (
    <details class="alt">
      <summary aria-label={words.media.showAlt}>{words.media.alt}</summary>
      <p>{text}</p>
    </details>
  )
}

/** Width by height, kept between a tall portrait and a wide panorama so that one picture never fills the feed. */
function shapeOf(media: Media): number {
  const size = media.meta?.original
  return size && size.height > 0 ? Math.min(2.4, Math.max(0.8, size.width / size.height)) : 1.5
}
