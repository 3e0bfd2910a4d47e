import { batch, type Signal, signal } from '@preact/signals'
import type { Post } from '../api/entities.ts'
import { ApiError, describeError, getPage, type Page } from '../api/http.ts'
import { keepPost } from './posts.ts'

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
  /** Puts one's own new post on top without waiting for the next poll. */
  readonly prepend: (post: Post) => void
}

interface FeedSource {
  readonly first: () => Promise<Page<Post>>
  /** Posts newer than an id; left out when a feed has no natural "newer". */
  readonly newer?: (sinceId: string) => Promise<Page<Post>>
  /** Some servers ignore a filter that others know. */
  readonly wants?: (post: Post) => boolean
}

const PAGE = 20
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

/** A feed at one of the timeline addresses. */
export function timelineSource(path: string): FeedSource {
  const separator = path.includes('?') ? '&' : '?'
  return {
    first: () => getPage(`${path}${separator}limit=${PAGE}`),
    newer: (sinceId) => getPage(`${path}${separator}limit=40&since_id=${sinceId}`),
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
        if (replace) fresh.value = []
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

  async function poll(): Promise<void> {
    const newest = fresh.peek()[0] ?? ids.peek()[0]
    if (!source.newer || !newest || status.peek() === 'loading') return
    try {
      const page = await source.newer(newest)
      const known = new Set([...fresh.peek(), ...ids.peek()])
      const got = take(page).filter((id) => !known.has(id))
      gap ||= page.items.length >= 40
      if (got.length > 0) fresh.value = [...got, ...fresh.peek()]
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  const reload = () => {
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
    showFresh: () => {
      // More than one page came in: starting over shows no hole between the new posts and the old.
      if (gap) return void reload()
      batch(() => {
        ids.value = [...fresh.peek(), ...ids.peek()]
        fresh.value = []
      })
    },
    prepend: (post) => {
      const id = keepPost(post)
      if (!ids.peek().includes(id)) ids.value = [id, ...ids.peek()]
    },
  }
}
