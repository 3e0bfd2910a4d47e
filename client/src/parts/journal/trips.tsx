import { useId, useMemo, useState } from 'preact/hooks'
import { getPreferences } from '../../api/checkins.ts'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { cancelTrip, listMeetings, listTrips, type Meeting, planTrip, type Trip } from '../../api/trips.ts'
import { placePath, profilePath } from '../../state/match-route.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Avatar, Name } from '../avatar.tsx'
import { PlaceChoice } from '../checkin/place-choice.tsx'
import { usePlaceSearch } from '../checkin/use-place-search.ts'
import { Icon } from '../icon.tsx'
import { Failure } from '../states.tsx'
import { useLoad } from '../use-load.ts'

/** Where one will be, and which friends will be there, too. */
export function Trips() {
  const [changes, setChanges] = useState(0)
  const loaded = useLoad(
    async (signal) => {
      const [trips, meetings, wish] = await Promise.all([
        listTrips(signal),
        listMeetings(signal),
        getPreferences(signal),
      ])
      return { trips, meetings, isOn: wish.crossings }
    },
    [changes],
  )
  const changed = () => setChanges((n) => n + 1)
  return (
    <section class="card panel" id="trips">
      <h2>{words.trips.title}</h2>
      <p class="hint">{words.trips.hint}</p>
      {loaded.kind === 'failed' && <Failure text={loaded.text} onRetry={loaded.retry} />}
      {loaded.kind === 'ready' && (
        <>
          <ul class="journal-list">
            {loaded.value.trips.map((trip) => (
              <Planned
                key={trip.id}
                trip={trip}
                meetings={loaded.value.meetings.filter((one) => one.own_trip_id === trip.id)}
                onGone={changed}
              />
            ))}
          </ul>
          {!loaded.value.isOn && loaded.value.trips.some(({ shared }) => shared) && (
            <p class="notice">
              {words.trips.isOff} <a href="/settings#check-ins">{words.journal.crossingsTurnOn}</a>
            </p>
          )}
          <Plan onPlanned={changed} />
        </>
      )}
    </section>
  )
}

interface PlannedProps {
  readonly trip: Trip
  readonly meetings: readonly Meeting[]
  readonly onGone: () => void
}

function Planned({ trip, meetings, onGone }: PlannedProps) {
  const remove = async () => {
    try {
      await cancelTrip(trip.id)
      onGone()
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <li>
      <Icon name={trip.shared ? 'pin' : 'lock'} size={20} />
      <span>
        <a href={placePath(trip.place)}>{trip.place.name}</a>
        <span class="hint journal-second">
          {sayDays(trip.starts_on, trip.ends_on)}
          {' · '}
          {trip.shared ? words.trips.isShared : words.trips.isOwn}
        </span>
        {meetings.map(({ account, from, until }) => (
          <span class="trip-friend" key={`${account.id} ${from}`}>
            <Avatar account={account} size={24} />
            <a href={profilePath(account.acct)}>
              <Name account={account} />
            </a>
            <span class="hint">{words.trips.thereToo(sayDays(from, until))}</span>
          </span>
        ))}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={words.trips.remove(trip.place.name)}
        onClick={() => void remove()}
      >
        <Icon name="close" size={18} />
      </button>
    </li>
  )
}

function Plan({ onPlanned }: { readonly onPlanned: () => void }) {
  const [open, setOpen] = useState(false)
  const [town, setTown] = useState<Place | null>(null)
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [shared, setShared] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fromId, untilId] = [useId(), useId()]
  if (!open) {
    return (
      <p class="journal-doors">
        <button type="button" class="button" onClick={() => setOpen(true)}>
          <Icon name="plus" size={18} />
          {words.trips.plan}
        </button>
      </p>
    )
  }
  const submit = async () => {
    if (!town || !from || busy) return
    setBusy(true)
    try {
      await planTrip({ place_id: town.id, starts_on: from, ends_on: until || from, shared })
      tell(words.trips.planned)
      setOpen(false)
      setTown(null)
      onPlanned()
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  return (
    <form
      class="trip-form"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {town ? (
        <ul class="place-choices">
          <PlaceChoice place={town} onChoose={() => setTown(null)} />
        </ul>
      ) : (
        <ChooseTown onChoose={setTown} />
      )}
      <div class="trip-days">
        <p class="field">
          <label for={fromId}>{words.trips.from}</label>
          <input
            id={fromId}
            type="date"
            required
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </p>
        <p class="field">
          <label for={untilId}>{words.trips.until}</label>
          <input
            id={untilId}
            type="date"
            min={from}
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </p>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <span>{words.trips.share}</span>
      </label>
      <p class="hint">{words.trips.shareHint}</p>
      <p class="journal-doors">
        <button type="button" class="button" onClick={() => setOpen(false)}>
          {words.cancel}
        </button>
        <button type="submit" class="button button-primary" disabled={!town || !from || busy}>
          {words.trips.save}
        </button>
      </p>
    </form>
  )
}

const MOST = 6

function ChooseTown({ onChoose }: { readonly onChoose: (town: Place) => void }) {
  const [query, setQuery] = useState('')
  const { anywhere } = usePlaceSearch(null, query)
  const towns = useMemo(() => anywhere.filter(({ kind }) => kind === 'town').slice(0, MOST), [anywhere])
  return (
    <>
      <span class="search-field">
        <Icon name="search" />
        <input
          class="input"
          type="search"
          aria-label={words.trips.town}
          placeholder={words.trips.town}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </span>
      <ul class="place-choices">
        {towns.map((place) => (
          <PlaceChoice key={place.id} place={place} onChoose={onChoose} />
        ))}
      </ul>
    </>
  )
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** `3 Dec 2026`, `3–5 Dec 2026`. */
function sayDays(from: string, until: string): string {
  return dayFormat.formatRange(Date.parse(from), Date.parse(until))
}
