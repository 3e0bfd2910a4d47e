import { useEffect, useRef } from 'preact/hooks'
import type { Post } from '../api/entities.ts'
import { getPost, getThread } from '../api/posts.ts'
import { nameOf } from '../parts/avatar.tsx'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { startReply } from '../parts/post-actions.tsx'
import { PostCard } from '../parts/post-card.tsx'
import { PostPlace } from '../parts/post-place.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { publishedCount } from '../state/composer.ts'
import { keepPost, postSignal } from '../state/posts.ts'
import { words } from '../words.ts'

/** One post with what it answers above it and its replies below. */
export function ThreadPage({ id }: { readonly id: string }) {
  const loaded = useLoad(
    async (signal) => {
      const [post, thread] = await Promise.all([getPost(id, signal), getThread(id, signal)])
      keepPost(post)
      return { ancestors: thread.ancestors.map(keepPost), descendants: order(id, thread.descendants) }
    },
    [id, publishedCount.value],
  )
  const post = postSignal(id).value
  const focused = useRef<HTMLDivElement>(null)
  const ready = loaded.kind === 'ready'
  useEffect(() => {
    if (ready && loaded.value.ancestors.length > 0)
      focused.current?.scrollIntoView({ block: 'start', behavior: 'instant' })
  }, [id, ready])
  return (
    <Frame aside={post?.place && <PostPlace place={post.place} />}>
      <PageHead title={post ? words.post.by(nameOf(post.account)) : words.post.thread} back />
      {loaded.kind === 'failed' && <Missing failure={loaded} />}
      {ready &&
        loaded.value.ancestors.map((ancestor) => (
          <PostCard key={ancestor} id={ancestor} inThread context="thread" />
        ))}
      <div ref={focused} class="thread-focus">
        {post ? <PostCard id={id} focused /> : ready ? <Empty title={words.post.gone} /> : null}
      </div>
      {post && (
        <button type="button" class="reply-prompt card" onClick={() => startReply(post)}>
          <Icon name="reply" size={20} />
          {words.post.replyTo(nameOf(post.account))}
        </button>
      )}
      {loaded.kind === 'loading' && <Skeletons count={post ? 1 : 2} />}
      {ready && loaded.value.descendants.length > 0 && (
        <section class="feed" aria-label={words.post.replies}>
          {loaded.value.descendants.map(({ id, depth }) => (
            <div key={id} class={`reply-depth-${Math.min(depth, 3)}`}>
              <PostCard id={id} inThread context="thread" />
            </div>
          ))}
        </section>
      )}
      {ready && post && loaded.value.descendants.length === 0 && (
        <p class="feed-end">{words.post.noReplies}</p>
      )}
    </Frame>
  )
}

/** Replies depth first, each below what it answers. */
function order(root: string, posts: readonly Post[]): Array<{ id: string; depth: number }> {
  const children = Map.groupBy(posts, (post) => post.in_reply_to_id ?? '')
  const visit = (parent: string, depth: number): Array<{ id: string; depth: number }> =>
    (children.get(parent) ?? []).flatMap((post) => [
      { id: keepPost(post), depth },
      ...visit(post.id, depth + 1),
    ])
  return visit(root, 0)
}
