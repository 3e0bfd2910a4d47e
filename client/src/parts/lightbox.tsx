import { useEffect, useRef, useState } from 'preact/hooks'
import type { Media } from '../api/entities.ts'
import { words } from '../words.ts'
import { Icon } from './icon.tsx'

interface LightboxProps {
  readonly media: readonly Media[]
  readonly start: number
  readonly onClose: () => void
}

/** Pictures at full size with their description; arrow keys, swipes and Escape work. */
export function Lightbox({ media, start, onClose }: LightboxProps) {
  const [at, setAt] = useState(start)
  const dialog = useRef<HTMLDialogElement>(null)
  const swipe = useRef<number | null>(null)
  useEffect(() => {
    dialog.current?.showModal()
    return () => dialog.current?.close()
  }, [])
  const go = (by: number) => setAt((now) => Math.min(media.length - 1, Math.max(0, now + by)))
  const one = media[at]
  if (!one) return null
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={words.media.viewer}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') go(1)
        if (event.key === 'ArrowLeft') go(-1)
      }}
      onPointerDown={(event) => {
        swipe.current = event.clientX
      }}
      onPointerUp={(event) => {
        const moved = event.clientX - (swipe.current ?? event.clientX)
        swipe.current = null
        if (Math.abs(moved) > 60) go(moved < 0 ? 1 : -1)
      }}
      onClick={(event) =>
        event.target instanceof Element && event.target.classList.contains('lightbox-stage') && onClose()
      }
    >
      <button type="button" class="icon-button lightbox-close" aria-label={words.close} onClick={onClose}>
        <Icon name="close" />
      </button>
      <figure class="lightbox-figure">
        <div class="lightbox-stage">
          {one.type === 'gifv' || one.type === 'video' ? (
            <video key={one.id} src={one.url ?? ''} controls autoPlay loop playsInline />
          ) : (
            <img key={one.id} src={one.url ?? ''} alt={one.description ?? ''} draggable={false} />
          )}
        </div>
        <figcaption>
          {media.length > 1 && (
            <span class="lightbox-count">{words.media.counter(at + 1, media.length)}</span>
          )}
          {one.description && <p>{one.description}</p>}
        </figcaption>
      </figure>
      {at > 0 && (
        <button
          type="button"
          class="icon-button lightbox-step lightbox-previous"
          aria-label={words.media.previous}
          onClick={() => go(-1)}
        >
          <Icon name="previous" />
        </button>
      )}
      {at < media.length - 1 && (
        <button
          type="button"
          class="icon-button lightbox-step lightbox-next"
          aria-label={words.media.next}
          onClick={() => go(1)}
        >
          <Icon name="next" />
        </button>
      )}
    </dialog>
  )
}
