import { useState } from 'preact/hooks'
import type { Tag } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { followTag } from '../api/tags.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Follows a tag, or no longer: shown at once, taken back on refusal. */
export function TagFollowButton({ tag }: { readonly tag: Tag }) {
  const [following, setFollowing] = useState(tag.following ?? false)
  const toggle = async () => {
    setFollowing(!following)
    try {
      await followTag(tag.name, following ? 'unfollow' : 'follow')
    } catch (error) {
      setFollowing(following)
      tellFailure(words.toast.actFailed(describeError(error)))
    }
  }
  return (
    <button
      type="button"
      class={`button button-small ${following ? 'following' : 'button-primary'}`}
      aria-pressed={following}
      aria-label={words.tags.follow(tag.name)}
      onClick={() => void toggle()}
    >
      {following ? words.profile.following : words.profile.follow}
    </button>
  )
}
