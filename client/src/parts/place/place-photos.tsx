import type { Media, Post } from '../../api/entities.ts'
import { threadPath } from '../../state/match-route.ts'
import { words } from '../../words.ts'
import { nameOf } from '../avatar.tsx'
import { usePages } from '../use-pages.ts'

const SHOWN = 12

/** The latest photos from a place; each leads to its post. What its author calls sensitive stays in its post. */
export function PlacePhotos({ placeId }: { readonly placeId: string }) {
  const { items, trouble } = usePages<Post>(
    `/api/cairn/v1/places/${placeId}/statuses?only_media=true&limit=${SHOWN}`,
  )
  const photos = items
    .filter((post) => !post.sensitive)
    .flatMap(photosOf)
    .slice(0, SHOWN)
  if (trouble || photos.length === 0) return null
  return (
    <section class="card panel" aria-label={words.place.photos}>
      <h2>{words.place.photos}</h2>
      <ul class="place-photos">
        {photos.map(({ post, media }) => (
          <li key={media.id}>
            <a href={threadPath(post)}>
              <img
                src={media.preview_url ?? media.url ?? ''}
                alt={media.description ?? words.place.photoBy(nameOf(post.account))}
                loading="lazy"
                decoding="async"
              />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function photosOf(post: Post): { post: Post; media: Media }[] {
  return post.media_attachments.filter((media) => media.type === 'image').map((media) => ({ post, media }))
}
