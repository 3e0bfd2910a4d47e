import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Feed } from '../state/feeds.ts'
import { words } from '../words.ts'
import { PostCard } from './post-card.tsx'
import { Failure, Skeletons, Spinner } from './states.tsx'

const POLL_EVERY = 18_000

interface PostListProps {
  readonly feed: Feed
  readonly label: string
  /** Shown when the feed has nothing. */
  readonly empty: ComponentChildren
}

/** A feed that goes on by itself at the end and offers what is new at the top. */
export function PostList({ feed, label, empty }: PostListProps) {
  const status = feed.status.value
  const ids = feed.ids.value
  useEffect(() => {
    if (feed.status.peek() === 'new') void feed.loadMore()
    else void feed.poll()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && navigator.onLine) void feed.poll()
    }, POLL_EVERY)
    return () => clearInterval(timer)
  }, [feed])
  return (
    <section class="feed" aria-label={label} aria-busy={status === 'loading'}>
      <FreshPill feed={feed} />
      {ids.map((id) => (
        <PostCard key={id} id={id} />
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

function FreshPill({ feed }: { readonly feed: Feed }) {
  const count = feed.fresh.value.length
  return (
    <div class="fresh" role="status">
      {count > 0 && (
        <button
          type="button"
          class="button button-primary button-small"
          onClick={() => {
            feed.showFresh()
            scrollTo({ top: 0, behavior: 'smooth' })
          }}
        >
          {words.feed.fresh(count)}
        </button>
      )}
    </div>
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
