import { useId } from 'preact/hooks'
import type { Point } from '../../api/places.ts'
import { words } from '../../words.ts'
import { CategoryPicker } from '../checkin/category-picker.tsx'
import { MapView } from '../map/map-view.tsx'

/** What is asked of a venue, whoever adds or corrects it. */
export interface PlaceFacts<Where extends Point | null = Point | null> {
  readonly name: string
  /** A category, or empty. */
  readonly category: string
  readonly street: string
  readonly point: Where
}

interface PlaceFieldsProps {
  readonly facts: PlaceFacts
  readonly onChange: (change: Partial<PlaceFacts<Point>>) => void
  /** Where the map begins. */
  readonly around: Point | null
  /** For a venue that is new. */
  readonly hints?: { readonly name: string; readonly where: string }
}

/** Name, kind, street, and the position by a pin that can be dragged. */
export function PlaceFields({ facts, onChange, around, hints }: PlaceFieldsProps) {
  const id = useId()
  const movePin = (point: Point) => onChange({ point })
  return (
    <>
      <p class="field">
        <label for={`${id}-name`}>{words.newPlace.name}</label>
        <input
          id={`${id}-name`}
          required
          maxLength={200}
          value={facts.name}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
        {hints && <span class="hint">{hints.name}</span>}
      </p>
      <CategoryPicker value={facts.category} onChange={(category) => onChange({ category })} />
      <p class="field">
        <label for={`${id}-street`}>{words.newPlace.street}</label>
        <input
          id={`${id}-street`}
          maxLength={200}
          autocomplete="off"
          value={facts.street}
          onInput={(event) => onChange({ street: event.currentTarget.value })}
        />
      </p>
      <div class="field">
        <span class="label">{words.newPlace.where}</span>
        <MapView
          class="new-place-map"
          label={words.newPlace.where}
          look={around && { latitude: around.latitude, longitude: around.longitude, radius: 250 }}
          pin={facts.point}
          onPinMove={movePin}
          onPress={movePin}
        />
        {hints && <span class="hint">{hints.where}</span>}
      </div>
    </>
  )
}
