import { useId, useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { createPlace, findDuplicate, type Point } from '../../api/places.ts'
import { words } from '../../words.ts'
import { MapView } from '../map/map-view.tsx'
import { Failure } from '../states.tsx'
import { CategoryPicker } from './category-picker.tsx'
import { PlaceChoice } from './place-choice.tsx'

interface NewPlaceFormProps {
  readonly name: string
  readonly start: Point | null
  readonly onCreated: (place: Place) => void
  readonly onCancel: () => void
}

/** Adds a venue that nobody has added yet: name, kind, position by a draggable pin, private or for all. */
export function NewPlaceForm({ name: suggested, start, onCreated, onCancel }: NewPlaceFormProps) {
  const [name, setName] = useState(suggested)
  const [category, setCategory] = useState('')
  const [street, setStreet] = useState('')
  const [isPrivate, setPrivate] = useState(false)
  const [point, setPoint] = useState<Point | null>(start && proposePoint(start))
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [duplicate, setDuplicate] = useState<Place>()
  const id = useId()

  const submit = async (force = false) => {
    if (!point) return setTrouble(words.newPlace.needPoint)
    setBusy(true)
    setTrouble(null)
    setDuplicate(undefined)
    try {
      onCreated(
        await createPlace(
          {
            name: name.trim(),
            latitude: point.latitude,
            longitude: point.longitude,
            private: isPrivate,
            ...(category ? { category } : {}),
            ...(street.trim() ? { address: { street: street.trim() } } : {}),
          },
          force,
        ),
      )
    } catch (error) {
      const known = findDuplicate(error)
      setDuplicate(known)
      if (!known) setTrouble(describeError(error))
      setBusy(false)
    }
  }
  return (
    <form
      class="card panel"
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
        <span class="hint">{words.newPlace.nameHint}</span>
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
          look={start && { ...start, radius: 250 }}
          pin={point}
          onPinMove={setPoint}
          onPress={setPoint}
        />
        <span class="hint">{words.newPlace.whereHint}</span>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={isPrivate}
          onChange={(event) => setPrivate(event.currentTarget.checked)}
        />
        <span>
          {words.newPlace.private}
          <br />
          <span class="hint">{words.newPlace.privateHint}</span>
        </span>
      </label>
      {trouble && <Failure text={trouble} />}
      {duplicate && (
        <div class="notice" role="alert">
          <p>{words.newPlace.duplicate}</p>
          <ul class="place-choices">
            <PlaceChoice place={duplicate} onChoose={onCreated} />
          </ul>
          <button type="button" class="button button-small" onClick={() => void submit(true)}>
            {words.newPlace.force}
          </button>
        </div>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>
          {words.cancel}
        </button>
        <button type="submit" class="button button-primary" disabled={busy || !name.trim()}>
          {words.newPlace.submit}
        </button>
      </div>
    </form>
  )
}

/** A proposal of the pin, to some ten metres: the venue stands there, the phone's own fix must not be kept. */
function proposePoint(fix: Point): Point {
  const coarse = (degrees: number) => Math.round(degrees * 10_000) / 10_000
  return { latitude: coarse(fix.latitude), longitude: coarse(fix.longitude) }
}
