import { type Signal, signal } from '@preact/signals'
import type { Poll, Post } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { actOnPost, deletePost, type PostAct } from '../api/posts.ts'
import { words } from '../words.ts'
import { tell, tellFailure } from './toasts.ts'

/** Every post that any page shows, once: an edit or a like is seen wherever the post stands. Null when deleted. */
const posts = new Map<string, Signal<Post | null>>()

/** Takes in what the server sent and returns the post's id; a boosted post is kept on its own, too. */
export function keepPost(post: Post): string {
  if (post.reblog) keepPost(post.reblog)
  const quoted = post.quote?.quoted_status
  // Within a quote a post says less of what it quotes itself.
  if (quoted && !posts.get(quoted.id)?.peek()) keepPost(quoted)
  const known = posts.get(post.id)
  if (known) known.value = post
  else posts.set(post.id, signal<Post | null>(post))
  return post.id
}

/** Takes in a change of a post that is shown somewhere; what is deleted here stays so. */
export function renewPost(post: Post): void {
  if (posts.get(post.id)?.peek()) keepPost(post)
}

export function postSignal(id: string): Signal<Post | null> {
  let known = posts.get(id)
  if (!known) {
    known = signal<Post | null>(null)
    posts.set(id, known)
  }
  return known
}

type Toggle = 'favourite' | 'reblog' | 'bookmark'

const TOGGLES = {
  favourite: { flag: 'favourited', count: 'favourites_count', undo: 'unfavourite' },
  reblog: { flag: 'reblogged', count: 'reblogs_count', undo: 'unreblog' },
  bookmark: { flag: 'bookmarked', count: null, undo: 'unbookmark' },
} as const

/** Likes, boosts or bookmarks, or takes it back: shown at once, taken back when the server refuses. */
export async function togglePost(id: string, toggle: Toggle): Promise<void> {
  const known = postSignal(id)
  const before = known.peek()
  if (!before) return
  const { flag, count, undo } = TOGGLES[toggle]
  const on = !before[flag]
  known.value = {
    ...before,
    [flag]: on,
    ...(count ? { [count]: Math.max(0, before[count] + (on ? 1 : -1)) } : {}),
  }
  const act: PostAct = on ? toggle : undo
  try {
    const answer = await actOnPost(id, act)
    keepPost(answer.reblog ?? answer)
  } catch (error) {
    // Only our own change is taken back: a reply or an edit may have come in between.
    const now = known.peek()
    if (now) known.value = { ...now, [flag]: before[flag], ...(count ? { [count]: before[count] } : {}) }
    tellFailure(words.toast.actFailed(describeError(error)))
  }
}

/** Pins, mutes or the like: what nobody need see before the server has agreed. */
export async function actAndKeep(id: string, act: PostAct): Promise<void> {
  try {
    keepPost(await actOnPost(id, act))
  } catch (error) {
    tellFailure(words.toast.actFailed(describeError(error)))
  }
}

/** Takes in how a post's poll stands now. */
export function keepPoll(postId: string, poll: Poll): void {
  const known = postSignal(postId)
  const post = known.peek()
  if (post) known.value = { ...post, poll }
}

const pendingDeletes = new Map<string, () => void>()

/** Hides a post at once and deletes it when the time to undo has passed or the page is left. */
export function deleteWithUndo(id: string): void {
  const known = postSignal(id)
  const before = known.peek()
  if (!before) return
  known.value = null
  const commit = () => {
    if (!pendingDeletes.delete(id)) return
    deletePost(id).catch((error: unknown) => {
      known.value = before
      tellFailure(words.toast.deleteFailed(describeError(error)))
    })
  }
  pendingDeletes.set(id, commit)
  const timer = setTimeout(commit, 7000)
  tell(words.toast.deleted, {
    label: words.undo,
    run: () => {
      clearTimeout(timer)
      pendingDeletes.delete(id)
      known.value = before
    },
  })
}

addEventListener('pagehide', () => {
  for (const commit of pendingDeletes.values()) commit()
})
