import type { Account } from '../api/entities.ts'
import { relate, relationshipOf } from '../state/relationships.ts'
import { me } from '../state/session.ts'
import { words } from '../words.ts'

/** Follow, unfollow, cancel a request or unblock: the one button that fits how we stand. */
export function FollowButton({
  account,
  small = false,
}: {
  readonly account: Account
  readonly small?: boolean
}) {
  const isMe = me.value?.id === account.id
  const relationship = isMe ? null : relationshipOf(account.id).value
  if (isMe || !relationship) return null
  const size = small ? 'button-small' : ''
  if (relationship.blocking) {
    return (
      <button
        type="button"
        class={`button button-danger ${size}`}
        onClick={() => void relate(account, 'unblock')}
      >
        {words.profile.unblock}
      </button>
    )
  }
  if (relationship.following || relationship.requested) {
    const hint = relationship.following ? words.profile.unfollow : words.profile.cancelRequest
    return (
      <button
        type="button"
        class={`button following ${size}`}
        title={hint}
        onClick={() => void relate(account, 'unfollow')}
      >
        <span class="visually-hidden">{hint}: </span>
        {relationship.following ? words.profile.following : words.profile.requested}
      </button>
    )
  }
  return (
    <button
      type="button"
      class={`button button-primary ${size}`}
      onClick={() => void relate(account, 'follow')}
    >
      {words.profile.follow}
    </button>
  )
}
