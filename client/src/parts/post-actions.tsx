import type { Post } from '../api/entities.ts'
import { openTask } from '../state/composer.ts'
import { togglePost } from '../state/posts.ts'
import { me } from '../state/session.ts'
import { formatCount, words } from '../words.ts'
import { Icon, type IconName } from './icon.tsx'
import { PostMenu } from './post-menu.tsx'

/** Reply, boost, like, bookmark and the rest. */
export function PostActions({ post }: { readonly post: Post }) {
  const mayBoost =
    post.visibility === 'public' ||
    post.visibility === 'unlisted' ||
    (post.visibility === 'private' && post.account.id === me.value?.id)
  return (
    <div class="actions">
      <Action
        icon="reply"
        label={words.post.reply}
        count={post.replies_count}
        onPress={() => startReply(post)}
      />
      <Action
        icon="boost"
        label={mayBoost ? (post.reblogged ? words.post.unboost : words.post.boost) : words.post.noBoost}
        count={post.reblogs_count}
        pressed={post.reblogged === true}
        disabled={!mayBoost}
        onPress={() => void togglePost(post.id, 'reblog')}
      />
      <Action
        icon="like"
        label={post.favourited ? words.post.unlike : words.post.like}
        count={post.favourites_count}
        pressed={post.favourited === true}
        onPress={() => void togglePost(post.id, 'favourite')}
      />
      <Action
        icon="bookmark"
        label={post.bookmarked ? words.post.unbookmark : words.post.bookmark}
        pressed={post.bookmarked === true}
        onPress={() => void togglePost(post.id, 'bookmark')}
      />
      <PostMenu post={post} />
    </div>
  )
}

export function startReply(post: Post): void {
  openTask.value = { kind: 'reply', to: post }
}

interface ActionProps {
  readonly icon: IconName
  readonly label: string
  readonly count?: number
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onPress: () => void
}

function Action({ icon, label, count = 0, pressed, disabled = false, onPress }: ActionProps) {
  return (
    <button
      type="button"
      class={`action action-${icon}`}
      aria-pressed={pressed}
      aria-label={count > 0 ? `${label}, ${formatCount(count)}` : label}
      title={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} size={20} filled={pressed === true && icon !== 'boost'} />
      {count > 0 && <span aria-hidden="true">{formatCount(count)}</span>}
    </button>
  )
}
