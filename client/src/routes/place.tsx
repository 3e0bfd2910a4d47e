import { useMemo, useState } from 'preact/hooks'
import { getHereNow, getMayor } from '../api/checkins.ts'
import type { Account, Place } from '../api/entities.ts'
import { getPlace } from '../api/places.ts'
import { Avatar, Name } from '../parts/avatar.tsx'
import { usePlaceSearch } from '../parts/checkin/use-place-search.ts'
import { describeWhereabouts } from '../parts/describe-place.ts'
import { Frame } from '../parts/frame.tsx'
import { Icon } from '../parts/icon.tsx'
import { MapView } from '../parts/map/map-view.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { pictogramOf } from '../parts/pictogram.tsx'
import { FollowPlace } from '../parts/place/follow-place.tsx'
import { PlaceActions } from '../parts/place/place-actions.tsx'
import { PlacePhotos } from '../parts/place/place-photos.tsx'
import { Tips } from '../parts/place/tips.tsx'
import { CategoryIcon } from '../parts/place-card.tsx'
import { PostList } from '../parts/post-list.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useCategories } from '../parts/use-categories.ts'
import { useLoad } from '../parts/use-load.ts'
import { feedOf, timelineSource } from '../state/feeds.ts'
import { placePath, profilePath } from '../state/match-route.ts'
import { navigate } from '../state/router.ts'
import { me } from '../state/session.ts'
import { words } from '../words.ts'

/** A place: where it is, what is known about it, and who was there lately. */
export function PlacePage({ id }: { readonly id: string }) {
  const loaded = useLoad((signal) => getPlace(id, signal), [id])
  const [changed, setChanged] = useState<Place | null>(null)
  const categories = useCategories()
  const feed = feedOf(`place:${id}`, () => timelineSource(`/api/cairn/v1/places/${id}/statuses`))
  if (loaded.kind !== 'ready') {
    return (
      <Frame>
        <PageHead title={words.place.kinds.venue} back />
        {loaded.kind === 'loading' ? (
          <Skeletons count={2} />
        ) : (
          <Missing failure={loaded} hint={words.place.missing} />
        )}
      </Frame>
    )
  }
  // A merged place answers with the one that it is now.
  const place = changed?.id === loaded.value.id ? { ...loaded.value, ...changed } : loaded.value
  const isSensitive = categories.get(place.category ?? '')?.sensitive === true
  return (
    <Frame>
      <PageHead title={place.name} back>
        <PlaceActions place={place} onChanged={setChanged} />
      </PageHead>
      <PlaceHeader place={place} />
      <PlacePhotos key={`photos ${place.id}`} placeId={place.id} />
      {!place.private && <Tips key={`tips ${place.id}`} placeId={place.id} mayLeave={!isSensitive} />}
      <h2 class="list-title">{words.place.recent}</h2>
      <PostList
        context="public"
        key={id}
        atPlace={place.id}
        feed={feed}
        label={words.place.recent}
        empty={
          <Empty title={words.place.recentEmpty} hint={words.place.recentEmptyHint}>
            <a class="button button-clay" href={`/check-in?place=${place.id}`}>
              {words.place.checkInHere}
            </a>
          </Empty>
        }
      />
    </Frame>
  )
}

/** The mayor, and who is here now, as far as this viewer may know. */
function PeopleHere({ placeId }: { readonly placeId: string }) {
  const mayor = useLoad((signal) => getMayor(placeId, signal), [placeId])
  const presence = useLoad((signal) => getHereNow(placeId, signal), [placeId])
  const here = presence.kind === 'ready' ? presence.value : null
  return (
    <>
      {mayor.kind === 'ready' && mayor.value && (
        <p class="place-page-people">
          {words.place.mayor(mayor.value.days)}
          <People accounts={[mayor.value.account]} />
        </p>
      )}
      {here?.count ? <p class="hint">{words.place.hereNow(here.count)}</p> : null}
      {here && here.friends.length > 0 && (
        <p class="place-page-people">
          {words.place.friendsHere} <People accounts={here.friends} />
        </p>
      )}
    </>
  )
}

function People({ accounts }: { readonly accounts: readonly Account[] }) {
  return accounts.map((account) => (
    <a key={account.id} class="place-page-people" href={profilePath(account.acct)}>
      <Avatar account={account} size={28} />
      <Name account={account} />
    </a>
  ))
}

function PlaceHeader({ place }: { readonly place: Place }) {
  const point = { latitude: place.latitude, longitude: place.longitude }
  const isTown = place.kind !== 'venue'
  const { near } = usePlaceSearch(point, '')
  const others = useMemo(() => near.filter((one) => one.place.id !== place.id).slice(0, 16), [near])
  const dots = useMemo(
    () =>
      others.map((one) => ({
        id: one.place.id,
        label: one.place.name,
        pictogram: pictogramOf(one.place),
        latitude: one.place.latitude,
        longitude: one.place.longitude,
        onPress: () => navigate(placePath(one.place)),
      })),
    [others],
  )
  const radius = isTown ? 40_000 : Math.min(30_000, Math.max(600, others.at(-1)?.distance ?? 5000))
  return (
    <section class="place-page card">
      <MapView
        class="place-page-map"
        label={words.place.mapOf(place.name)}
        look={{ ...point, radius }}
        dots={dots}
        pin={isTown ? null : point}
        area={isTown ? { ...point, radius: place.kind === 'town' ? 9000 : 200_000, corners: 64 } : null}
      />
      <div class="place-page-body">
        <div class="place-page-title">
          <CategoryIcon category={place.category} precision={isTown ? 'city' : 'venue'} />
          <div>
            <p class="place-name">{place.name}</p>
            <p class="hint">{describeWhereabouts(place)}</p>
          </div>
        </div>
        {place.private && (
          <p class="notice">
            <Icon name="lock" size={16} /> {words.place.private}
          </p>
        )}
        {place.closed_on && <p class="notice">{words.place.closed(place.closed_on)}</p>}
        <PeopleHere placeId={place.id} />
        <div class="place-page-actions">
          <a class="button button-clay" href={`/check-in?place=${place.id}`}>
            <Icon name="pin" />
            {words.place.checkInHere}
          </a>
          {!place.private && me.value && <FollowPlace key={place.id} of={{ placeId: place.id }} />}
          <a
            class="button"
            href={`geo:${place.latitude},${place.longitude}?q=${place.latitude},${place.longitude}(${encodeURIComponent(place.name)})`}
          >
            <Icon name="external" size={20} />
            {words.place.openMap}
          </a>
        </div>
        <p class="place-page-facts hint">
          {place.checkins_count !== null && <span>{words.place.checkins(place.checkins_count)}</span>}
          {place.population ? <span>{words.place.population(place.population)}</span> : null}
          <span>
            {place.latitude.toFixed(4)}, {place.longitude.toFixed(4)}
          </span>
        </p>
        <SourceLine place={place} />
      </div>
    </section>
  )
}

function SourceLine({ place }: { readonly place: Place }) {
  const credits = (place.credits ?? [place]).filter((credit) => credit.attribution || credit.licence)
  if (credits.length === 0 && place.same_as.length === 0) return null
  return (
    <p class="hint">
      {credits.map((credit) => (
        <span key={credit.source}>
          {words.place.data(credit.attribution || (credit.source ?? ''))}{' '}
          {credit.licence && <Licence licence={credit.licence} />}{' '}
        </span>
      ))}
      {place.same_as.map((address) => (
        <a key={address} href={address} target="_blank" rel="noopener noreferrer">
          {hostOf(address)}{' '}
        </a>
      ))}
    </p>
  )
}

function Licence({ licence }: { readonly licence: string }) {
  if (!/^https?:/.test(licence)) return <>({licence})</>
  return (
    <a href={licence} rel="license noopener" target="_blank">
      {words.place.licence}
    </a>
  )
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
