import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { createPlace, findDuplicate, type Point } from '../../api/places.ts'
import { words } from '../../words.ts'
import { type PlaceFacts, PlaceFields } from '../place/place-fields.tsx'
import { Failure } from '../states.tsx'
import { PlaceChoice } from './place-choice.tsx'

interface NewPlaceFormProps {
  readonly name: string
  readonly start: Point | null
  readonly onCreated: (place: Place) => void
  readonly onCancel: () => void
}

/** Adds a venue that nobody has added yet: name, kind, position by a draggable pin, private or for all. */
export function NewPlaceForm({ name: suggested, start, onCreated, onCancel }: NewPlaceFormProps) {
  const [facts, setFacts] = useState<PlaceFacts>({
    name: suggested,
    category: '',
    street: '',
    point: start && proposePoint(start),
  })
  const [isPrivate, setPrivate] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [duplicate, setDuplicate] = useState<Place>()

  const submit = async (force = false) => {
    const { name, category, street, point } = facts
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
      <PlaceFields
        facts={facts}
        onChange={(change) => setFacts({ ...facts, ...change })}
        around={start}
        hints={{ name: words.newPlace.nameHint, where: words.newPlace.whereHint }}
      />
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
        <button type="submit" class="button button-primary" disabled={busy || !facts.name.trim()}>
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
