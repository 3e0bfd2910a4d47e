import { describeError } from '../api/http.ts'
import { getPlace } from '../api/places.ts'
import { releaseCheckin, reschedule, unschedule, type WaitingPost } from '../api/schedule.ts'
import { TimeField } from '../parts/composer/time-field.tsx'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PagesEnd } from '../parts/pages-end.tsx'
import { exactTime } from '../parts/relative-time.ts'
import { useLoad } from '../parts/use-load.ts'
import { usePages } from '../parts/use-pages.ts'
import { placePath } from '../state/match-route.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** What one has written and is published later. */
export function ScheduledPage() {
  return (
    <Frame>
      <PageHead title={words.schedule.title} lead={words.schedule.lead} back />
      <WaitingPosts />
    </Frame>
  )
}

function WaitingPosts() {
  const pages = usePages<WaitingPost>('/api/v1/scheduled_statuses?limit=40')
  const put = (changed: WaitingPost) =>
    pages.setItems(pages.items.map((one) => (one.id === changed.id ? changed : one)))
  return (
    <>
      {pages.items
        .toSorted((a, b) => a.scheduled_at.localeCompare(b.scheduled_at))
        .map((post) => (
          <Waiting
            key={post.id}
            post={post}
            onChanged={put}
            onGone={() => pages.setItems(pages.items.filter((one) => one.id !== post.id))}
          />
        ))}
      <PagesEnd pages={pages} emptyTitle={words.schedule.empty} emptyHint={words.schedule.emptyHint} />
    </>
  )
}

interface WaitingProps {
  readonly post: WaitingPost
  readonly onChanged: (post: WaitingPost) => void
  readonly onGone: () => void
}

function Waiting({ post, onChanged, onGone }: WaitingProps) {
  const { params, media_attachments: media } = post
  const change = async (time: number) => {
    try {
      onChanged(await reschedule(post.id, new Date(time).toISOString()))
      tell(words.schedule.changed)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  const end = async (work: (id: string) => Promise<unknown>, said?: string) => {
    try {
      await work(post.id)
      onGone()
      if (said) tell(said)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <article class="card panel waiting">
      <h2>{exactTime(Date.parse(post.scheduled_at))}</h2>
      {params.place_id && <WaitingPlace id={params.place_id} />}
      {params.spoiler_text && <p class="hint">{params.spoiler_text}</p>}
      {params.text && <p class="waiting-text">{params.text}</p>}
      <p class="hint">
        {[
          words.visibility[params.visibility],
          media.length > 0 && words.quote.media(media.length),
          params.poll && words.poll.label,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <TimeField
        label={words.schedule.other}
        value={Date.parse(post.scheduled_at)}
        onChange={(time) => void change(time)}
      />
      <p class="waiting-doors">
        {params.place_id && (
          <button
            type="button"
            class="button button-clay"
            onClick={() => void end(releaseCheckin, words.schedule.released)}
          >
            <Icon name="pin" />
            {words.schedule.left}
          </button>
        )}
        <button type="button" class="button button-danger" onClick={() => void end(unschedule)}>
          {words.schedule.remove}
        </button>
      </p>
    </article>
  )
}

/** Where one checked in, by name once it is known. */
function WaitingPlace({ id }: { readonly id: string }) {
  const place = useLoad((signal) => getPlace(id, signal), [id])
  if (place.kind !== 'ready') return <p>{words.schedule.checkin}</p>
  return (
    <p>
      <a href={placePath(place.value)}>{words.schedule.checkinAt(place.value.name)}</a>
    </p>
  )
}
