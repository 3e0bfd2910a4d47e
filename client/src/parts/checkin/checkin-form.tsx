import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Place, Post, Precision, Visibility } from '../../api/entities.ts'
import { ApiError, describeError } from '../../api/http.ts'
import type { Fix } from '../../api/places.ts'
import { type Delay, makeKey, type NewPost, publishPost, type ScheduledPost } from '../../api/posts.ts'
import { queueCheckin } from '../../state/checkin-queue.ts'
import { instance, me } from '../../state/session.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { AttachmentTray } from '../composer/attachment-tray.tsx'
import { countCharacters } from '../composer/count-characters.ts'
import type { Attachments } from '../composer/use-attachments.ts'
import { VisibilityPicker } from '../composer/visibility-picker.tsx'
import { describeWhereabouts, previewPlace, radiusOf } from '../describe-place.ts'
import { Icon } from '../icon.tsx'
import { MapView } from '../map/map-view.tsx'
import { TipsPeek } from '../place/tips.tsx'
import { CategoryIcon } from '../place-card.tsx'
import { Choice } from '../settings/choice.tsx'
import { useCategories } from '../use-categories.ts'
import { CompanionPicker } from './companion-picker.tsx'
import { PrecisionPicker, precisionChoices } from './precision-picker.tsx'
import { usePlaceSearch } from './use-place-search.ts'

interface CheckinFormProps {
  readonly place: Place
  /** The device's position, sent along once so that the server can rank and verify. */
  readonly fix: Fix | null
  /** When the first photo was taken, as its camera says. */
  readonly takenAt: Date | null
  readonly attachments: Attachments
  readonly onPhotos: (files: FileList) => void
  readonly onChangePlace: () => void
  readonly onDone: (post: Post | ScheduledPost, delay: Delay | null) => void
  /** The server cannot be reached: it is sent later. */
  readonly onQueued: () => void
}

/** The second half of a check-in: a note, photos, and above all who sees what. */
export function CheckinForm(props: CheckinFormProps) {
  const { place, fix, takenAt, attachments, onPhotos, onChangePlace, onDone, onQueued } = props
  const source = me.value?.source
  const [note, setNote] = useState('')
  const [visibility, setVisibility] = useState<Visibility>(source?.checkin_visibility ?? 'private')
  const [wanted, setPrecision] = useState<Precision>(source?.checkin_precision ?? 'venue')
  const [busy, setBusy] = useState(false)
  const key = useRef(makeKey())
  const sensitive = useCategories().get(place.category ?? '')?.sensitive === true
  const choices = precisionChoices(place, visibility, sensitive)
  const precision = closest(wanted, choices)
  const [friends, setFriends] = useState<Precision | null>(null)
  // Friends see as much as everybody, or more: what followers may see bounds it.
  const finer = precisionChoices(place, 'private', sensitive).filter((one) => isFiner(one, precision))
  const forFriends = visibility !== 'direct' && friends && finer.includes(friends) ? friends : null
  const [delay, setDelay] = useState<Delay | null>(null)
  const [companions, setCompanions] = useState<readonly string[]>([])
  const [arrived, setArrived] = useState(takenAt && isPast(takenAt) ? toLocalInput(takenAt) : '')
  const nearestTown = useNearestTown(place)
  useEffect(() => {
    if (sensitive) setVisibility('direct')
  }, [sensitive])
  const noteId = useId()
  const arrivedId = useId()
  const limit = instance.value?.configuration?.statuses?.max_characters ?? 500
  const left = limit - countCharacters(note)

  const wish = (mediaIds: readonly string[]): NewPost => ({
    status: note,
    visibility,
    place_id: place.id,
    media_ids: mediaIds,
    checkin: {
      precision,
      ...(forFriends && { friends_precision: forFriends }),
      ...(delay && { delay }),
      ...(companions.length > 0 && visibility !== 'direct' && { companions }),
      // Where the device is now says nothing about where it was.
      ...(arrived ? { arrived_at: new Date(arrived).toISOString() } : fix),
    },
    ...(source?.language ? { language: source.language } : {}),
  })

  const submit = async () => {
    if (busy || attachments.isSending || left < 0) return
    setBusy(true)
    try {
      const mediaIds = await attachments.settle()
      const post = await publishPost(wish(mediaIds), key.current)
      onDone(post, delay)
    } catch (error) {
      // Without photos, which only the server can strip, it waits on this device.
      if (error instanceof ApiError && error.status === 0 && attachments.list.length === 0) {
        queueCheckin(wish([]), key.current)
        return onQueued()
      }
      tellFailure(describeError(error))
      setBusy(false)
    }
  }
  return (
    <form
      class="checkin-form"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
      }}
    >
      <div class="card panel">
        <div class="checkin-place">
          <CategoryIcon category={place.category} />
          <div class="checkin-place-words">
            <h2>{place.name}</h2>
            <p class="hint">{describeWhereabouts(place)}</p>
          </div>
          <button type="button" class="button button-small" onClick={onChangePlace}>
            {words.checkin.changePlace}
          </button>
        </div>
        {!place.private && <TipsPeek placeId={place.id} />}
        <label class="visually-hidden" for={noteId}>
          {words.checkin.note}
        </label>
        <textarea
          id={noteId}
          class="composer-text"
          rows={3}
          dir="auto"
          placeholder={words.checkin.notePlaceholder}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <AttachmentTray attachments={attachments} />
        <div class="composer-bar">
          <label class="button button-small">
            <Icon name="camera" size={20} />
            {words.compose.addMedia}
            <input
              class="visually-hidden"
              type="file"
              accept="image/*,video/*"
              multiple
              onChange={(event) => event.currentTarget.files && onPhotos(event.currentTarget.files)}
            />
          </label>
          <span class={`counter ${left < 0 ? 'over' : ''}`} title={words.compose.left(left)}>
            {left}
          </span>
        </div>
        <p class="hint">
          <Icon name="lock" size={14} /> {words.checkin.stripped}
        </p>
      </div>
      <div class="card panel">
        {sensitive && <p class="notice">{words.checkin.sensitive}</p>}
        <VisibilityPicker
          label={words.checkin.who}
          value={visibility}
          onChange={setVisibility}
          choices={['private', 'unlisted', 'public', 'direct']}
          ownDirect={{ label: words.checkin.onlyMe, hint: words.checkin.onlyMeHint }}
        />
        <PrecisionPicker
          place={place}
          choices={choices}
          nearestTown={nearestTown}
          value={precision}
          onChange={setPrecision}
        />
        {visibility !== 'direct' && finer.length > 0 && (
          <Choice
            label={words.checkin.friendsSee}
            value={forFriends}
            choices={[null, ...finer]}
            say={(one) => (one === null ? words.privacy.asEverybody : words.precision[one])}
            onChange={setFriends}
          />
        )}
        {visibility !== 'direct' && <CompanionPicker chosen={companions} onChange={setCompanions} />}
        <p class="field">
          <label for={arrivedId}>{words.checkin.arrived}</label>
          <input
            id={arrivedId}
            type="datetime-local"
            value={arrived}
            max={toLocalInput(new Date())}
            onInput={(event) => setArrived(event.currentTarget.value)}
          />
          <span class="hint">
            {arrived && takenAt ? words.checkin.arrivedPhoto : words.checkin.arrivedHint}
          </span>
        </p>
        <Choice
          label={words.checkin.when}
          hint={words.checkin.whenHint}
          value={delay}
          choices={DELAYS}
          say={(one) => words.checkin.delays[one ?? 'now']}
          onChange={setDelay}
        />
        <Preview place={place} precision={precision} visibility={visibility} nearestTown={nearestTown} />
        <button
          type="submit"
          class="button button-clay checkin-submit"
          disabled={busy || attachments.isSending || left < 0}
        >
          <Icon name="pin" />
          {busy ? words.checkin.submitting : words.checkin.submit}
        </button>
      </div>
    </form>
  )
}

interface PreviewProps {
  readonly place: Place
  readonly precision: Precision
  readonly visibility: Visibility
  readonly nearestTown: string | undefined
}

/** What others will see, in a sentence and on the map. */
function Preview({ place, precision, visibility, nearestTown }: PreviewProps) {
  const seen = previewPlace(place, precision, nearestTown)
  const radius = radiusOf(precision)
  const exact = precision === 'venue'
  const point = { latitude: place.latitude, longitude: place.longitude }
  return (
    <div class="preview">
      <p class="preview-words" aria-live="polite">
        {words.checkin.sees(words.checkin.audience[visibility], `${seen.lead} ${seen.name}`)}
        {!exact && place.kind === 'venue' && ` ${words.checkin.keepsExact}`}
        {exact && visibility === 'public' && ` ${words.checkin.publicWarning}`}
      </p>
      <MapView
        class="preview-map"
        label={words.checkin.preview}
        look={{ ...point, radius: exact ? 220 : radius * (precision === 'country' ? 2 : 3) }}
        pin={exact ? point : null}
        area={exact ? null : { ...point, radius, corners: precision === 'cell' ? 6 : 64 }}
      />
    </div>
  )
}

const DELAYS: readonly (Delay | null)[] = [null, 'leave', '2h', '6h', 'tomorrow']

/** A photo of a few minutes ago is of now. */
const NOW_MS = 15 * 60_000

function isPast(time: Date): boolean {
  return Date.now() - time.getTime() > NOW_MS
}

/** As a field of the kind datetime-local takes it: the hour here, without a zone. */
function toLocalInput(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`
}

const LADDER: readonly Precision[] = ['venue', 'cell', 'city', 'country']

function isFiner(one: Precision, than: Precision): boolean {
  return LADDER.indexOf(one) < LADDER.indexOf(than)
}

function closest(wanted: Precision, choices: readonly Precision[]): Precision {
  return choices.includes(wanted) ? wanted : (choices[0] ?? 'city')
}

/** The town that a coarse check-in will be named by: the one next to the place. */
function useNearestTown(place: Place): string | undefined {
  const { near } = usePlaceSearch(place.kind === 'venue' ? place : null, '')
  const towns = near.filter((one) => one.place.kind === 'town')
  return towns.sort((a, b) => a.distance - b.distance)[0]?.place.name
}
