import { distanceMetres, type Place, type PlaceId } from '#domain/places/index.ts'
import type { Addition, Visibility } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { ShownPlace } from './checkin.ts'
import type { CheckinsNeeds } from './needs.ts'
import { toAddition, toCheckin } from './prepare-checkin.ts'

/** A check-in of another server, parsed and within bounds. */
export interface RemoteCheckin {
  /** As its server shows it; `placeId` is not known yet. */
  readonly shown: ShownPlace
  /** The place's id where it is to be believed: on the author's own origin (R6), or on ours. */
  readonly placeUri: string | undefined
  readonly visibility: Visibility
  readonly arrivedAt: Date
}

/** What a check-in of another server adds to its post; links it to a place of ours where there is one. */
export const receiveCheckin =
  (needs: CheckinsNeeds) =>
  async (remote: RemoteCheckin): Promise<Addition> => {
    const place = await findToldPlace(needs, remote)
    const shown: ShownPlace = { ...remote.shown, placeId: place?.id ?? null }
    return toAddition(toCheckin({ ...remote, place, shown, verified: 'manual' }))
  }

/** The place of ours that a post of another server means, or one that may be kept. */
export async function findToldPlace(
  needs: CheckinsNeeds,
  remote: Omit<RemoteCheckin, 'arrivedAt'>,
): Promise<Place | undefined> {
  const { shown, placeUri } = remote
  if (shown.precision === 'country' || shown.precision === 'cell') return undefined
  const town = await findTown(needs, shown)
  if (town || shown.precision === 'city') return town
  if (placeUri === undefined) return undefined
  if (placeUri.startsWith(`${needs.origin}/`)) return findOwn(needs, shown, placeUri)
  const known = await needs.places.findByUri(placeUri)
  // What only followers may know must not become a place that everybody finds here.
  const isPublic = remote.visibility === 'public' || remote.visibility === 'unlisted'
  if (!isPublic || shown.latitude === null || shown.longitude === null) return known
  return needs.places.saveRemotePlace({
    ...shown,
    uri: placeUri,
    latitude: shown.latitude,
    longitude: shown.longitude,
  })
}

/** Every server has the same towns: GeoNames says which one is meant. */
async function findTown(needs: CheckinsNeeds, shown: ShownPlace): Promise<Place | undefined> {
  for (const uri of shown.sameAs) {
    const id = /^https?:\/\/(?:www\.|sws\.)?geonames\.org\/(\d{1,9})(?:\/|$)/.exec(uri)?.[1]
    if (id !== undefined) return needs.places.findBySource('geonames', id)
  }
  return undefined
}

const ownPlaceReach = 1000

/** Somebody elsewhere checked in at a place of ours: ours says where that is, not they. */
async function findOwn(
  needs: CheckinsNeeds,
  shown: ShownPlace,
  placeUri: string,
): Promise<Place | undefined> {
  const id = parseId<PlaceId>(/^\/places\/(\d{1,19})(?:-|$)/.exec(placeUri.slice(needs.origin.length))?.[1])
  const place = id && (await needs.places.findPlace(id, undefined))
  if (!place || shown.latitude === null || shown.longitude === null) return place || undefined
  const told = { latitude: shown.latitude, longitude: shown.longitude }
  return distanceMetres(place, told) <= ownPlaceReach ? place : undefined
}
