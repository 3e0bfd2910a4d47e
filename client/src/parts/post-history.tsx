import type { Post } from '../api/entities.ts'
import { getPostHistory } from '../api/posts.ts'
import { words } from '../words.ts'
import { Content } from './content.tsx'
import { Dialog } from './dialog.tsx'
import { Failure, Spinner } from './states.tsx'
import { Time } from './time.tsx'
import { useLoad } from './use-load.ts'

/** All versions of an edited post, newest first. */
export function PostHistory({ post, onClose }: { readonly post: Post; readonly onClose: () => void }) {
  const loaded = useLoad((signal) => getPostHistory(post.id, signal), [post.id])
  return (
    <Dialog title={words.post.historyTitle} onClose={onClose}>
      {loaded.kind === 'loading' && <Spinner />}
      {loaded.kind === 'failed' && <Failure text={loaded.text} onRetry={loaded.retry} />}
      {loaded.kind === 'ready' && (
        <ol class="history" reversed>
          {loaded.value.toReversed().map((edit, index) => (
            <li key={edit.created_at}>
              <p class="hint">
                {words.post.version(loaded.value.length - index)} · <Time at={edit.created_at} />
              </p>
              {edit.spoiler_text && <p class="warning-text">{edit.spoiler_text}</p>}
              <Content html={edit.content} emojis={edit.emojis} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}
