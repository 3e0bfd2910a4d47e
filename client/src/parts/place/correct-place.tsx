import { useId, useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { correctPlace, type PlaceCorrection, type Point } from '../../api/places.ts'
import { tell } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { CategoryPicker } from '../checkin/category-picker.tsx'
import { Dialog } from '../dialog.tsx'
import { MapView } from '../map/map-view.tsx'
import { Failure } from '../states.tsx'

interface CorrectPlaceProps {
  readonly place: Place
  readonly onDone: (changed?: Place) => void
}

/** Changes what a venue says of itself; only what differs is sent, so that imports go on with the rest. */
export function CorrectPlace({ place, onDone }: CorrectPlaceProps) {
  const id = useId()
  const [name, setName] = useState(place.name)
  const [category, setCategory] = useState(place.category ?? '')
  const [street, setStreet] = useState(place.address?.street ?? '')
  const [point, setPoint] = useState<Point>(place)
  const [closed, setClosed] = useState(place.closed_on !== null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const submit = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      const changed = await correctPlace(
        place.id,
        findChanges(place, { name, category, street, point, closed }),
      )
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
        <p class="field">
          <label for={`${id}-name`}>{words.newPlace.name}</label>
          <input
            id={`${id}-name`}
            required
            maxLength={200}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </p>
        <CategoryPicker value={category} onChange={setCategory} />
        <p class="field">
          <label for={`${id}-street`}>{words.newPlace.street}</label>
          <input
            id={`${id}-street`}
            maxLength={200}
            autocomplete="off"
            value={street}
            onInput={(event) => setStreet(event.currentTarget.value)}
          />
        </p>
        <div class="field">
          <span class="label">{words.newPlace.where}</span>
          <MapView
            class="new-place-map"
            label={words.newPlace.where}
            look={{ latitude: place.latitude, longitude: place.longitude, radius: 250 }}
            pin={point}
            onPinMove={setPoint}
            onPress={setPoint}
          />
        </div>
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
          <button type="submit" class="button button-primary" disabled={busy || !name.trim()}>
            {words.placeLife.correct.submit}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface Fields {
  readonly name: string
  readonly category: string
  readonly street: string
  readonly point: Point
  readonly closed: boolean
}

function findChanges(place: Place, { name, category, street, point, closed }: Fields): PlaceCorrection {
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
