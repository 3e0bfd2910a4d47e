import { useMemo, useState } from 'preact/hooks'
import type { Place, Post } from '../api/entities.ts'
import { describeError, getPage } from '../api/http.ts'
import type { Point } from '../api/places.ts'
import { PlaceChoice } from '../parts/checkin/place-choice.tsx'
import { usePlaceSearch } from '../parts/checkin/use-place-search.ts'
import { FeedTabs } from '../parts/feed-tabs.tsx'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { FollowPlace } from '../parts/place/follow-place.tsx'
import { PostList } from '../parts/post-list.tsx'
import { PostsMap } from '../parts/posts-map.tsx'
import { Empty } from '../parts/states.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { type Feed, feedOf } from '../state/feeds.ts'
import { locate, position } from '../state/position.ts'
import { here, navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Public posts around the device, or around a place of one's choice. */
export function NearPage() {
  const [chosen, setChosen] = useState<Place | null>(null)
  const point: Point | null = chosen ?? position.value
  const feed = point && nearFeed(point)
  return (
    <Frame aside={feed && <PostsMap feed={feed} middle={point} class="aside-map" />}>
      <TopBar />
      <FeedTabs />
      <PageHead title={words.feed.near.title} {...(!point && { lead: words.feed.near.lead })} />
      {feed && point ? (
        <>
          <div class="near-doors">
            <p class="hint">{chosen ? words.feed.around(chosen.name) : words.feed.aroundYou}</p>
            {me.value && (
              <FollowPlace key={`${point.latitude},${point.longitude}`} of={toPoint(point)} small />
            )}
            <button type="button" class="button button-small" onClick={() => forget(setChosen)}>
              {words.feed.change}
            </button>
          </div>
          <PostsMap feed={feed} middle={point} class="near-map" />
          <PostList
            context="public"
            key={`${point.latitude},${point.longitude}`}
            feed={feed}
            label={words.feed.near.title}
            empty={<EmptyNear />}
          />
        </>
      ) : (
        <AskWhere onChoose={setChosen} />
      )}
    </Frame>
  )
}

/** Of a place only where it is. */
function toPoint({ latitude, longitude }: Point): Point {
  return { latitude, longitude }
}

function forget(setChosen: (place: Place | null) => void): void {
  position.value = null
  setChosen(null)
  if (here.value.path !== '/near') navigate('/near')
}

function nearFeed({ latitude, longitude }: Point): Feed {
  const ask = (more: object) =>
    getPage<Post>('/api/cairn/v1/timelines/nearby', {
      method: 'POST',
      json: { latitude, longitude, limit: 20, ...more },
    })
  return feedOf(`near:${latitude.toFixed(4)},${longitude.toFixed(4)}`, () => ({
    first: () => ask({}),
    newer: (since_id) => ask({ since_id, limit: 40 }),
  }))
}

function EmptyNear() {
  return (
    <Empty title={words.feed.emptyNear} hint={words.feed.emptyNearHint}>
      <a class="button button-clay" href="/check-in">
        {words.nav.checkIn}
      </a>
    </Empty>
  )
}

function AskWhere({ onChoose }: { readonly onChoose: (place: Place) => void }) {
  const [query, setQuery] = useState('')
  const { anywhere } = usePlaceSearch(null, query)
  const list = useMemo(() => anywhere.slice(0, 12), [anywhere])
  return (
    <section class="card panel ask-where">
      <h2>{words.feed.nearAsk}</h2>
      <p class="hint">{words.feed.nearAskHint}</p>
      <button
        type="button"
        class="button button-primary"
        onClick={() => void locate().catch((error: unknown) => tellFailure(describeError(error)))}
      >
        <Icon name="locate" />
        {words.feed.useMyPosition}
      </button>
      <span class="search-field">
        <Icon name="search" />
        <input
          class="input"
          type="search"
          aria-label={words.feed.otherPlace}
          placeholder={words.feed.otherPlace}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </span>
      <ul class="place-choices">
        {list.map((place) => (
          <PlaceChoice key={place.id} place={place} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  )
}
