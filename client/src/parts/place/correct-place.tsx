import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { correctPlace, type PlaceCorrection, type Point } from '../../api/places.ts'
import { tell } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../states.tsx'
import { type PlaceFacts, PlaceFields } from './place-fields.tsx'

interface CorrectPlaceProps {
  readonly place: Place
  readonly onDone: (changed?: Place) => void
}

/** Changes what a venue says of itself; only what differs is sent, so that imports go on with the rest. */
export function CorrectPlace({ place, onDone }: CorrectPlaceProps) {
  const [facts, setFacts] = useState<PlaceFacts<Point>>({
    name: place.name,
    category: place.category ?? '',
    street: place.address?.street ?? '',
    point: place,
  })
  const [closed, setClosed] = useState(place.closed_on !== null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const submit = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      const changed = await correctPlace(place.id, findChanges(place, { ...facts, closed }))
      tell(words.placeLife.correct.done)
      onDone(changed)
    } catch (error) {
      setTrouble(describeError(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={words.placeLife.correct.title} onClose={() => onDone()}>
      <form
        class="panel"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <PlaceFields facts={facts} onChange={(change) => setFacts({ ...facts, ...change })} around={place} />
        <label class="check">
          <input
            type="checkbox"
            checked={closed}
            onChange={(event) => setClosed(event.currentTarget.checked)}
          />
          <span>{words.placeLife.correct.closed}</span>
        </label>
        {trouble && <Failure text={trouble} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => onDone()}>
            {words.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={busy || !facts.name.trim()}>
            {words.placeLife.correct.submit}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function findChanges(
  place: Place,
  { name, category, street, point, closed }: PlaceFacts<Point> & { readonly closed: boolean },
): PlaceCorrection {
  const hasMoved = point.latitude !== place.latitude || point.longitude !== place.longitude
  return {
    ...(name.trim() !== place.name && { name: name.trim() }),
    ...(category && category !== place.category && { category }),
    ...(street.trim() !== (place.address?.street ?? '') && {
      address: { ...place.address, street: street.trim() },
    }),
    ...(hasMoved && { latitude: point.latitude, longitude: point.longitude }),
    ...(closed !== (place.closed_on !== null) && { closed }),
  }
}
