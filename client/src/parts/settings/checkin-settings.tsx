import { useState } from 'preact/hooks'
import {
  type CheckinPreferences,
  createZone,
  deleteZone,
  getPreferences,
  hideAllCheckins,
  listZones,
  savePreferences,
} from '../../api/checkins.ts'
import type { Precision } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { locate } from '../../state/position.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Missing } from '../missing.tsx'
import { Spinner } from '../states.tsx'
import { type Loaded, useLoad } from '../use-load.ts'
import { Choice } from './choice.tsx'

const DAYS = [null, 1, 7, 30, 90, 365] as const
const FINER: readonly (Precision | null)[] = [null, 'venue', 'cell', 'city']
const FADED = ['cell', 'city', 'country'] as const

/** Who sees how much of check-ins, for how long, and what to do when it was too much. */
export function CheckinSettings() {
  const loaded = useLoad(getPreferences, [])
  return (
    <section class="card panel" id="check-ins">
      <h2>{words.privacy.title}</h2>
      <WhenReady loaded={loaded}>{(preferences) => <Preferences initial={preferences} />}</WhenReady>
      <Zones />
      <Panic />
    </section>
  )
}

function WhenReady<T>({
  loaded,
  children,
}: {
  readonly loaded: Loaded<T>
  readonly children: (value: T) => preact.JSX.Element
}) {
  if (loaded.kind === 'loading') return <Spinner />
  return loaded.kind === 'failed' ? <Missing failure={loaded} hint="" /> : children(loaded.value)
}

function Preferences({ initial }: { readonly initial: CheckinPreferences }) {
  const [now, setNow] = useState(initial)
  const change = async (changes: Partial<CheckinPreferences>) => {
    const wanted = { ...now, ...changes }
    setNow(wanted)
    try {
      setNow(await savePreferences(wanted))
      tell(words.settings.saved)
    } catch (error) {
      setNow(now)
      tellFailure(describeError(error))
    }
  }
  const daysUntil = (precision: Precision) =>
    now.fading.find((step) => step.precision === precision)?.after_days ?? null
  const fade = (precision: Precision, days: number | null) => {
    const others = now.fading.filter((step) => step.precision !== precision)
    void change({ fading: days === null ? others : [...others, { after_days: days, precision }] })
  }
  return (
    <>
      <Choice
        label={words.privacy.followers}
        hint={words.privacy.layersHint}
        value={now.followers_precision}
        choices={FINER}
        say={sayPrecision}
        onChange={(value) => void change({ followers_precision: value })}
      />
      <Choice
        label={words.privacy.friends}
        value={now.friends_precision}
        choices={FINER}
        say={sayPrecision}
        onChange={(value) => void change({ friends_precision: value })}
      />
      <h3>{words.privacy.fading}</h3>
      <p class="hint">{words.privacy.fadingHint}</p>
      {FADED.map((precision) => (
        <Choice
          key={precision}
          label={words.privacy.fadeTo[precision]}
          value={daysUntil(precision)}
          choices={withOwn(daysUntil(precision))}
          say={words.privacy.after}
          onChange={(days) => fade(precision, days)}
        />
      ))}
      <Choice
        label={words.privacy.hideAfter}
        value={now.hide_after_days}
        choices={withOwn(now.hide_after_days)}
        say={words.privacy.after}
        onChange={(days) => void change({ hide_after_days: days })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={now.mayor_public}
          onChange={(event) => void change({ mayor_public: event.currentTarget.checked })}
        />
        <span>{words.privacy.mayorPublic}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={now.crossings}
          onChange={(event) => void change({ crossings: event.currentTarget.checked })}
        />
        <span>{words.privacy.crossings}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={now.map_picture}
          onChange={(event) => void change({ map_picture: event.currentTarget.checked })}
        />
        <span>
          {words.privacy.mapPicture}
          <br />
          <span class="hint">{words.privacy.mapPictureHint}</span>
        </span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={now.photo_places}
          onChange={(event) => void change({ photo_places: event.currentTarget.checked })}
        />
        <span>
          {words.privacy.photoPlaces}
          <br />
          <span class="hint">{words.privacy.photoPlacesHint}</span>
        </span>
      </label>
    </>
  )
}

function sayPrecision(precision: Precision | null): string {
  return precision === null ? words.privacy.asEverybody : words.precision[precision]
}

/** What another app has set stays a choice. */
function withOwn(days: number | null): readonly (number | null)[] {
  return DAYS.some((one) => one === days) ? DAYS : [...DAYS, days]
}

function Zones() {
  const [changes, setChanges] = useState(0)
  const [busy, setBusy] = useState(false)
  const loaded = useLoad(listZones, [changes])
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      setChanges((n) => n + 1)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  const addHere = async () => {
    const { latitude, longitude } = await locate()
    await createZone({ latitude, longitude, label: '' })
    tell(words.privacy.zoneMade)
  }
  return (
    <>
      <h3>{words.privacy.zones}</h3>
      <p class="hint">{words.privacy.zonesHint}</p>
      <WhenReady loaded={loaded}>
        {(zones) => (
          <ul class="settings-links">
            {zones.map((zone, index) => (
              <li key={zone.id} class="zone-row">
                <span>{zone.label || words.privacy.zone(index + 1)}</span>
                <button
                  type="button"
                  class="button button-small button-quiet"
                  disabled={busy}
                  onClick={() => void act(() => deleteZone(zone.id))}
                >
                  {words.privacy.zoneRemove}
                </button>
              </li>
            ))}
          </ul>
        )}
      </WhenReady>
      <button type="button" class="button" disabled={busy} onClick={() => void act(addHere)}>
        {words.privacy.zoneAdd}
      </button>
    </>
  )
}

function Panic() {
  const [asked, setAsked] = useState(false)
  const hide = async () => {
    setAsked(false)
    try {
      tell(words.privacy.hidden(await hideAllCheckins()))
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <>
      <h3>{words.privacy.panic}</h3>
      <p class="hint">{words.privacy.panicHint}</p>
      {asked ? (
        <p class="zone-row" role="alert">
          <strong>{words.privacy.panicSure}</strong>
          <button type="button" class="button button-danger" onClick={() => void hide()}>
            {words.privacy.panicYes}
          </button>
          <button type="button" class="button button-quiet" onClick={() => setAsked(false)}>
            {words.cancel}
          </button>
        </p>
      ) : (
        <button type="button" class="button button-danger" onClick={() => setAsked(true)}>
          {words.privacy.panicButton}
        </button>
      )}
    </>
  )
}
