import { batch, type Signal, signal } from '@preact/signals'
import type { Post } from '../api/entities.ts'
import { ApiError, describeError, getPage, type Page } from '../api/http.ts'
import type { Channel } from '../api/stream.ts'
import { keepPost, postSignal } from './posts.ts'

/** One list of posts with what is needed to go on at both ends. */
export interface Feed {
  readonly ids: Signal<readonly string[]>
  /** Posts that came in at the top since, not yet shown. */
  readonly fresh: Signal<readonly string[]>
  readonly status: Signal<'new' | 'loading' | 'idle' | 'end' | 'failed'>
  readonly trouble: Signal<string | null>
  readonly loadMore: () => Promise<void>
  readonly reload: () => Promise<void>
  readonly showFresh: () => void
  readonly poll: () => Promise<void>
  /** The stream that tells of new posts, where there is one. */
  readonly channel: Channel | undefined
  /** Takes in a post that a stream has told of. */
  readonly receive: (post: Post) => void
  /** Puts one's own new post on top without waiting for the next poll. */
  readonly prepend: (post: Post) => void
}

export interface FeedSource {
  readonly channel?: Channel
  readonly first: () => Promise<Page<Post>>
  /** Posts newer than an id; left out when a feed has no natural "newer". */
  readonly newer?: (sinceId: string) => Promise<Page<Post>>
  /** The address of the posts before an id. */
  readonly older?: (maxId: string) => string
  /** Some servers ignore a filter that others know. */
  readonly wants?: (post: Post) => boolean
}

const PAGE = 20
/** More than this is not gathered: the feed starts over instead. */
const MOST_FRESH = 40
/** Posts that stay on the page while new ones come in at the top by themselves. */
const MOST_SHOWN = 120
const feeds = new Map<string, Feed>()

/** The feed of that name, kept while the page lives so that coming back finds it as it was. */
export function feedOf(name: string, source: () => FeedSource): Feed {
  let feed = feeds.get(name)
  if (!feed) {
    feed = createFeed(source())
    feeds.set(name, feed)
  }
  return feed
}

export function findFeed(name: string): Feed | undefined {
  return feeds.get(name)
}

/** A post is gone: no feed counts it among what is new. */
export function dropPost(id: string): void {
  batch(() => {
    postSignal(id).value = null
    for (const { fresh } of feeds.values())
      if (fresh.peek().includes(id)) fresh.value = fresh.peek().filter((one) => one !== id)
  })
}

/** Forgets a feed whose rules have changed: it starts anew when it is shown. */
export function dropFeed(name: string): void {
  feeds.delete(name)
}

/** Forgets all of them: what their posts come with has changed. */
export function dropFeeds(): void {
  feeds.clear()
}

/** A feed at one of the timeline addresses, kept up to date by a stream where it has one. */
export function timelineSource(path: string, channel?: Channel): FeedSource {
  const separator = path.includes('?') ? '&' : '?'
  return {
    ...(channel && { channel }),
    first: () => getPage(`${path}${separator}limit=${PAGE}`),
    newer: (sinceId) => getPage(`${path}${separator}limit=${MOST_FRESH}&since_id=${sinceId}`),
    older: (maxId) => `${path}${separator}limit=${PAGE}&max_id=${maxId}`,
  }
}

function createFeed(source: FeedSource): Feed {
  const ids = signal<readonly string[]>([])
  const fresh = signal<readonly string[]>([])
  const status = signal<'new' | 'loading' | 'idle' | 'end' | 'failed'>('new')
  const trouble = signal<string | null>(null)
  let next: string | null = null
  let gap = false

  const take = (page: Page<Post>): string[] => page.items.filter(source.wants ?? (() => true)).map(keepPost)

  async function load(page: () => Promise<Page<Post>>, replace: boolean): Promise<void> {
    if (status.peek() === 'loading') return
    status.value = 'loading'
    try {
      const answer = await page()
      batch(() => {
        const got = take(answer)
        const known = replace ? [] : ids.peek()
        const seen = new Set(known)
        ids.value = [...known, ...got.filter((id) => !seen.has(id))]
        // What a stream has told of since the server wrote this answer is still to be shown.
        if (replace) fresh.value = fresh.peek().filter((id) => !got[0] || isNewer(id, got[0]))
        next = answer.next
        trouble.value = null
        // A page on which everything was filtered away is not the end.
        status.value = next && answer.items.length > 0 ? 'idle' : 'end'
      })
    } catch (error) {
      batch(() => {
        trouble.value = describeError(error)
        status.value = 'failed'
      })
    }
  }

  /** New posts wait to be asked for, unless their place is in view and nobody is busy there. */
  function gather(found: readonly string[]): void {
    const known = new Set([...fresh.peek(), ...ids.peek()])
    const got = found.filter((id) => !known.has(id))
    if (got.length === 0) return
    gap ||= fresh.peek().length + got.length > MOST_FRESH
    fresh.value = [...got, ...fresh.peek()].slice(0, MOST_FRESH)
    if (!gap && isTopWatched()) showFresh()
  }

  function showFresh(): void {
    // More than one page came in: starting over shows no hole between the new posts and the old.
    if (gap) return void reload()
    batch(() => {
      ids.value = [...fresh.peek(), ...ids.peek()]
      fresh.value = []
      const last = ids.peek()[MOST_SHOWN - 1]
      if (!last || !source.older || !isTopWatched()) return
      ids.value = ids.peek().slice(0, MOST_SHOWN)
      next = source.older(last)
      status.value = 'idle'
    })
  }

  async function poll(): Promise<void> {
    const newest = fresh.peek()[0] ?? ids.peek()[0]
    if (!source.newer || !newest || status.peek() === 'loading') return
    try {
      const page = await source.newer(newest)
      gap ||= page.items.length >= MOST_FRESH
      gather(take(page))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  function reload(): Promise<void> {
    gap = false
    return load(source.first, true)
  }

  return {
    ids,
    fresh,
    status,
    trouble,
    poll,
    reload,
    loadMore: async () => {
      if (status.peek() === 'new' || (status.peek() === 'failed' && !next)) return load(source.first, true)
      const from = next
      if (from && status.peek() !== 'end') return load(() => getPage(from), false)
    },
    showFresh,
    channel: source.channel,
    receive: (post) => {
      if (source.wants?.(post) ?? true) gather([keepPost(post)])
    },
    prepend: (post) => {
      const id = keepPost(post)
      if (ids.peek().includes(id)) return
      fresh.value = fresh.peek().filter((one) => one !== id)
      ids.value = [id, ...ids.peek()]
    },
  }
}

/** Ids are numbers that grow with time, too long for a number. */
function isNewer(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length
}

/** Somebody looks at the top of the page, and neither stands on a post nor has something open. */
function isTopWatched(): boolean {
  return (
    scrollY < 80 &&
    document.visibilityState === 'visible' &&
    !document.activeElement?.closest('[data-post]') &&
    !document.querySelector('dialog[open], [popover]:popover-open')
  )
}
