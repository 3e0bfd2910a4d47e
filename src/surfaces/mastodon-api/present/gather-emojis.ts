import { type Emoji, type Emojis, namesIn, type Wanted } from '#domain/emojis/index.ts'
import type { Poll } from '#domain/polls/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'

/** Which emoji the texts of each post use, and those of its poll. */
export interface GatheredEmojis {
  inPost(id: PostId): readonly Emoji[]
  inPoll(id: PostId): readonly Emoji[]
}

const none: readonly Emoji[] = []

/** Finds the emoji of a list of posts: texts are read once for each row, and most use none. */
export function gatherEmojis(emojis: Pick<Emojis, 'find'>) {
  const inViews = new WeakMap<PostView, readonly string[]>()
  const inPolls = new WeakMap<Poll, readonly string[]>()
  return async (
    views: ReadonlyMap<PostId, PostView>,
    polls: ReadonlyMap<PostId, Poll>,
    domainOf: (view: PostView) => string | null,
  ): Promise<GatheredEmojis> => {
    const posts = new Map<PostId, Wanted>()
    const options = new Map<PostId, Wanted>()
    for (const [id, view] of views) {
      const { content, contentWarning } = view.post
      const names = remember(inViews, view, () => namesIn([content, contentWarning]))
      if (names.length > 0) posts.set(id, { domain: domainOf(view), names })
      const poll = polls.get(id)
      const asked = poll ? remember(inPolls, poll, () => namesIn(poll.options)) : []
      if (asked.length > 0) options.set(id, { domain: domainOf(view), names: asked })
    }
    if (posts.size === 0 && options.size === 0) return { inPost: () => none, inPoll: () => none }
    const found = await emojis.find([...posts.values(), ...options.values()])
    const listOf = (wanted: Wanted | undefined) => (wanted ? found(wanted) : none)
    return { inPost: (id) => listOf(posts.get(id)), inPoll: (id) => listOf(options.get(id)) }
  }
}

function remember<Key extends object>(
  known: WeakMap<Key, readonly string[]>,
  key: Key,
  read: () => readonly string[],
): readonly string[] {
  const before = known.get(key)
  if (before) return before
  const names = read()
  known.set(key, names)
  return names
}
