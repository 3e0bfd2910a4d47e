import { useState } from 'preact/hooks'
import type { Account } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { type Followable, getPlaceAccount } from '../../api/places.ts'
import { relate } from '../../state/relationships.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { FollowButton } from '../follow-button.tsx'
import { Icon } from '../icon.tsx'
import { useLoad } from '../use-load.ts'

/**
 * Follows a place or a neighbourhood like a person. An account for it is made only when somebody presses: until then there
 * may be none. Shows nothing where it cannot be followed.
 */
export function FollowPlace({ of, small = false }: { readonly of: Followable; readonly small?: boolean }) {
  const key = 'placeId' in of ? of.placeId : `${of.latitude},${of.longitude}`
  const known = useLoad((signal) => getPlaceAccount(of, true, signal), [key])
  const [made, setMade] = useState<Account | null>(null)
  const [busy, setBusy] = useState(false)
  if (known.kind !== 'ready') return null
  const account = made ?? known.value
  if (account) return <FollowButton account={account} small={small} />
  const follow = async () => {
    setBusy(true)
    try {
      const account = await getPlaceAccount(of, false)
      if (!account) return
      await relate(account, 'follow')
      setMade(account)
    } catch (error) {
      tellFailure(describeError(error))
    } finally {
      setBusy(false)
    }
  }
  const isPlace = 'placeId' in of
  return (
    <button
      type="button"
      class={`button ${small ? 'button-small' : ''}`}
      title={isPlace ? words.place.followHint : words.place.followAreaHint}
      disabled={busy}
      onClick={() => void follow()}
    >
      <Icon name="bell" size={small ? 16 : 20} />
      {isPlace ? words.place.follow : words.place.followArea}
    </button>
  )
}
