import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { FilterContext, Post } from '../api/entities.ts'
import type { Feed } from '../state/feeds.ts'
import { listen, liveness } from '../state/live.ts'
import { words } from '../words.ts'
import { FreshPill } from './fresh-pill.tsx'
import { PostCard } from './post-card.tsx'
import { Failure, Skeletons, Spinner } from './states.tsx'

const POLL_EVERY = 18_000

interface PostListProps {
  readonly feed: Feed
  readonly label: string
  readonly context?: FilterContext
  /** The place whose page it is: its posts need not say so again. */
  readonly atPlace?: string
  /** Shown when the feed has nothing. */
  readonly empty: ComponentChildren
}

/** A feed that goes on by itself at the end and offers what is new at the top: told by a stream, else asked for. */
export function PostList({ feed, label, context, atPlace, empty }: PostListProps) {
  const status = feed.status.value
  const ids = feed.ids.value
  const isLive = feed.channel !== undefined && liveness.value === 'live'
  useEffect(() => {
    if (!feed.channel) return
    return listen(feed.channel, ({ event, payload }) => {
      if (event === 'update') feed.receive(JSON.parse(payload ?? '') as Post)
      if (event === 'gap') void feed.poll()
    })
  }, [feed])
  useEffect(() => {
    if (feed.status.peek() === 'new') void feed.loadMore()
    else void feed.poll()
    if (isLive) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && navigator.onLine) void feed.poll()
    }, POLL_EVERY)
    return () => clearInterval(timer)
  }, [feed, isLive])
  return (
    <section class="feed" aria-label={label} aria-busy={status === 'loading'}>
      <FreshPill count={feed.fresh.value.length} text={words.feed.fresh} onShow={feed.showFresh} />
      {ids.map((id) => (
        <PostCard key={id} id={id} context={context} {...(atPlace && { atPlace })} />
      ))}
      {ids.length === 0 && (status === 'new' || status === 'loading') && <Skeletons />}
      {status === 'failed' && (
        <Failure text={feed.trouble.value ?? ''} onRetry={() => void feed.loadMore()} />
      )}
      {status === 'end' && ids.length === 0 && empty}
      {status === 'end' && ids.length > 0 && <p class="feed-end">{words.feed.end}</p>}
      {ids.length > 0 && (status === 'idle' || status === 'loading') && (
        <Sentinel feed={feed} loading={status === 'loading'} />
      )}
    </section>
  )
}

/** Loads on when it comes near the view; the button does the same for those who move by keyboard. */
function Sentinel({ feed, loading }: { readonly feed: Feed; readonly loading: boolean }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = ref.current
    if (!element || loading) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void feed.loadMore(),
      {
        rootMargin: '900px',
      },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [feed, loading])
  return (
    <div ref={ref} class="sentinel">
      {loading ? (
        <Spinner />
      ) : (
        <button type="button" class="button button-small" onClick={() => void feed.loadMore()}>
          {words.feed.more}
        </button>
      )}
    </div>
  )
}
