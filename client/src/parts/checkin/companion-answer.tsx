import { useState } from 'preact/hooks'
import { agreeToBeNamed, endNaming, listNamings } from '../../api/checkins.ts'
import { describeError } from '../../api/http.ts'
import { me } from '../../state/session.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { useLoad } from '../use-load.ts'

/** Somebody wants to say that one was there: agree, decline, and change one's mind later. */
export function CompanionAnswer({ postId }: { readonly postId: string }) {
  const [looks, setLooks] = useState(0)
  const loaded = useLoad((signal) => listNamings(postId, signal), [postId, looks])
  if (loaded.kind !== 'ready') return null
  const own = loaded.value.find(({ account }) => account.id === me.value?.id)
  const act = async (work: (id: string) => Promise<unknown>) => {
    try {
      await work(postId)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setLooks((n) => n + 1)
  }
  if (!own) return <span class="chip">{words.companions.ended}</span>
  return (
    <span class="request-answer">
      {own.state === 'asked' ? (
        <button
          type="button"
          class="button button-small button-primary"
          onClick={() => void act(agreeToBeNamed)}
        >
          {words.companions.agree}
        </button>
      ) : (
        <span class="chip">{words.companions.agreed}</span>
      )}
      <button type="button" class="button button-small" onClick={() => void act(endNaming)}>
        {own.state === 'asked' ? words.companions.decline : words.companions.withdraw}
      </button>
    </span>
  )
}
