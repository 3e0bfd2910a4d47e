import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { mergePlace } from '../../api/places.ts'
import { placePath } from '../../state/match-route.ts'
import { navigate } from '../../state/router.ts'
import { tell } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../states.tsx'
import { ChooseOther } from './choose-other.tsx'

interface MergePlaceProps {
  readonly place: Place
  readonly onDone: (changed?: Place) => void
}

/** Makes one of two places, for good: hence the other one is named before. */
export function MergePlace({ place, onDone }: MergePlaceProps) {
  const [other, setOther] = useState<Place | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const merge = async (into: Place) => {
    setBusy(true)
    setTrouble(null)
    try {
      const merged = await mergePlace(place.id, into.id)
      tell(words.placeLife.merge.done)
      onDone()
      navigate(placePath(merged))
    } catch (error) {
      setTrouble(describeError(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={words.placeLife.merge.title} onClose={() => onDone()}>
      <div class="panel">
        <p class="hint">{words.placeLife.merge.hint(place.name)}</p>
        <ChooseOther place={place} chosen={other} onChoose={setOther} />
        {trouble && <Failure text={trouble} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => onDone()}>
            {words.cancel}
          </button>
          <button
            type="button"
            class="button button-danger"
            disabled={busy || !other}
            onClick={() => other && void merge(other)}
          >
            {words.placeLife.merge.submit}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
