import { useId, useMemo, useState } from 'preact/hooks'
import type { NearbyPlace, Place } from '../../api/entities.ts'
import type { Fix, Point } from '../../api/places.ts'
import { words } from '../../words.ts'
import { formatDistance } from '../describe-place.ts'
import { Icon } from '../icon.tsx'
import { MapView } from '../map/map-view.tsx'
import { pictogramOf } from '../pictogram.tsx'
import { Failure, Spinner } from '../states.tsx'
import { PlaceChoice } from './place-choice.tsx'
import { usePlaceSearch } from './use-place-search.ts'

interface ChoosePlaceProps {
  readonly fix: Fix | null
  /** True when the position was chosen (map, town, photo) and not measured. */
  readonly chosen: boolean
  readonly locating: boolean
  readonly trouble: string | null
  readonly onLocate: () => void
  readonly onPoint: (point: Point) => void
  readonly onChoose: (place: Place) => void
  readonly onCreate: (name: string) => void
  readonly onPhotos: (files: FileList) => void
}

/** The first half of a check-in: which place? By position, by name, by map or by photo. */
export function ChoosePlace(props: ChoosePlaceProps) {
  const { fix, chosen, locating, trouble, onLocate, onPoint, onChoose, onCreate, onPhotos } = props
  const [query, setQuery] = useState('')
  const choices = usePlaceSearch(fix, query)
  const searchId = useId()
  const dots = useMemo(
    () =>
      choices.near.slice(0, 14).map(({ place }) => ({
        id: place.id,
        label: place.name,
        pictogram: pictogramOf(place),
        latitude: place.latitude,
        longitude: place.longitude,
        onPress: () => onChoose(place),
      })),
    [choices.near],
  )
  return (
    <div class="checkin">
      <MapView
        class="checkin-map"
        label={words.map.label}
        look={fix && { latitude: fix.latitude, longitude: fix.longitude, radius: viewRadius(choices.near) }}
        me={chosen ? null : fix}
        pin={chosen ? fix : null}
        dots={dots}
        onPress={onPoint}
      />
      <div class="checkin-panel card">
        <div class="checkin-search">
          <label class="visually-hidden" for={searchId}>
            {words.checkin.search}
          </label>
          <span class="search-field">
            <Icon name="search" />
            <input
              id={searchId}
              class="input"
              type="search"
              autocomplete="off"
              placeholder={fix ? words.checkin.searchHere : words.checkin.search}
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={words.checkin.locate}
            title={words.checkin.locate}
            onClick={onLocate}
          >
            <Icon name="locate" />
          </button>
          <label class="icon-button" title={words.checkin.photoFirst}>
            <Icon name="camera" />
            <span class="visually-hidden">{words.checkin.photoFirst}</span>
            <input
              class="visually-hidden"
              type="file"
              accept="image/*"
              multiple
              onChange={(event) => event.currentTarget.files && onPhotos(event.currentTarget.files)}
            />
          </label>
        </div>
        {/* Above all that comes and goes: a press must not land on what has just moved there. */}
        <button type="button" class="button create-place" onClick={() => onCreate(query.trim())}>
          <Icon name="plus" size={20} />
          {query.trim() ? words.checkin.createNamed(query.trim()) : words.checkin.create}
        </button>
        {locating && <Spinner label={words.checkin.locating} />}
        {trouble && !fix && <p class="notice">{trouble}</p>}
        {choices.trouble && <Failure text={choices.trouble} />}
        {!chosen && fix?.accuracy !== undefined && !query && (
          <p class="hint checkin-accuracy">
            {words.checkin.accuracy(formatDistance(fix.accuracy))} {words.checkin.gpsDropped}
          </p>
        )}
        <Choices
          near={choices.near}
          anywhere={choices.anywhere}
          nearTitle={chosen ? words.checkin.nearPoint : words.checkin.nearby}
          onChoose={onChoose}
        />
        {choices.loading && choices.near.length === 0 && <Spinner />}
        {!choices.loading &&
          choices.near.length + choices.anywhere.length === 0 &&
          (fix || query.trim().length > 1) &&
          !choices.trouble && (
            <p class="hint checkin-nothing">{query ? words.checkin.nothing : words.checkin.nothingNear}</p>
          )}
        <p class="hint">{words.checkin.clickMap}</p>
      </div>
    </div>
  )
}

interface ChoicesProps {
  readonly near: readonly NearbyPlace[]
  readonly anywhere: readonly Place[]
  readonly nearTitle: string
  readonly onChoose: (place: Place) => void
}

function Choices({ near, anywhere, nearTitle, onChoose }: ChoicesProps) {
  return (
    <>
      {near.length > 0 && (
        <section>
          <h2 class="list-title">{nearTitle}</h2>
          <ul class="place-choices">
            {near.map(({ place, distance }) => (
              <PlaceChoice key={place.id} place={place} distance={distance} onChoose={onChoose} />
            ))}
          </ul>
        </section>
      )}
      {anywhere.length > 0 && (
        <section>
          <h2 class="list-title">{words.checkin.found}</h2>
          <ul class="place-choices">
            {anywhere.map((place) => (
              <PlaceChoice key={place.id} place={place} onChoose={onChoose} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** Wide enough for the nearest handful, never closer than a street, never wider than a region. */
function viewRadius(near: readonly NearbyPlace[]): number {
  const farthest = near.slice(0, 6).at(-1)?.distance ?? 400
  return Math.min(60_000, Math.max(150, farthest * 1.15))
}
