import { useState } from 'preact/hooks'
import { answerFollowRequest } from '../api/accounts.ts'
import type { Account } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { tellFailure } from '../state/toasts.ts'
import { words } from '../words.ts'

/** Accept or reject a request to follow; afterwards it says what was answered. */
export function RequestAnswer({ account }: { readonly account: Account }) {
  const [answered, setAnswered] = useState<'authorize' | 'reject' | null>(null)
  const answer = async (how: 'authorize' | 'reject') => {
    setAnswered(how)
    try {
      await answerFollowRequest(account.id, how)
    } catch (error) {
      setAnswered(null)
      tellFailure(describeError(error))
    }
  }
  if (answered) {
    return (
      <span class="chip">
        {answered === 'authorize' ? words.notifications.accepted : words.notifications.rejected}
      </span>
    )
  }
  return (
    <span class="request-answer">
      <button
        type="button"
        class="button button-small button-primary"
        onClick={() => void answer('authorize')}
      >
        {words.notifications.accept}
      </button>
      <button type="button" class="button button-small" onClick={() => void answer('reject')}>
        {words.notifications.reject}
      </button>
    </span>
  )
}
