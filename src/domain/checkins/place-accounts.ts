import { cellToLatLng, isValidCell, latLngToCell } from 'h3-js'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import { isSensitive, type Place, type PlaceId, placePage } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { Checkin } from './checkin.ts'
import type { CheckinsNeeds } from './needs.ts'

/** Neighbourhoods are the cells of precision `cell`: some 5 km². */
const areaResolution = 7

type Needs = Pick<CheckinsNeeds, 'accounts' | 'db' | 'origin' | 'places'>

/** Accounts of places and neighbourhoods: who follows one hears of the public check-ins there. */
export interface PlaceAccounts {
  /**
   * By its name: `place_<id>` of a place that everybody may see, `area_<H3 cell>`. One that nobody follows yet is no
   * row, has the id 0, and answers with its key as the server itself: asking costs this server nothing to keep.
   */
  find(username: string): Promise<Account | undefined>
  /** The same, made to last, because somebody wants to follow it. */
  ensure(username: string): Promise<Account | undefined>
}

export function definePlaceAccounts(needs: Needs): PlaceAccounts {
  const find = async (username: string) => {
    const subject = parseName(username)
    if (!subject) return undefined
    const known = await needs.accounts.findByHandle(username, null)
    return known ?? (await draft(needs, subject))
  }
  return {
    find,
    async ensure(username) {
      const found = await find(username)
      if (!found || found.id !== noId) return found
      const server = await needs.accounts.findByHandle(new URL(needs.origin).host, null)
      const { displayName, bio, kind } = found
      await needs.db.transact((tx) =>
        needs.accounts.createLocalAccount(tx, {
          username: found.username,
          displayName,
          bio,
          kind,
          locked: false,
          // Making a key for each of a hundred thousand towns would be a way to keep this server busy.
          ...(server && { keyOf: server.id }),
        }),
      )
      return needs.accounts.findByHandle(found.username, null)
    },
  }
}

/** The names under which the accounts of a public check-in's places would stand. */
export function namesOf({ shown }: Pick<Checkin, 'shown'>): string[] {
  const names =
    shown.placeId && (shown.precision === 'venue' || shown.precision === 'city')
      ? [`place_${shown.placeId}`]
      : []
  const isNear = shown.precision === 'venue' || shown.precision === 'cell'
  if (!isNear || shown.latitude === null || shown.longitude === null) return names
  return [...names, `area_${latLngToCell(shown.latitude, shown.longitude, areaResolution)}`]
}

/** The area that a point is in. */
export function areaName(point: { readonly latitude: number; readonly longitude: number }): string {
  return `area_${latLngToCell(point.latitude, point.longitude, areaResolution)}`
}

const noId = '0' as AccountId

type Subject = { readonly placeId: PlaceId } | { readonly cell: string }

function parseName(username: string): Subject | undefined {
  const match = /^(?:place_(?<place>[1-9]\d{0,18})|area_(?<cell>87[0-9a-f]{13}))$/.exec(username)
  const placeId = match?.groups?.['place'] === undefined ? undefined : parseId<PlaceId>(match.groups['place'])
  if (placeId) return { placeId }
  const cell = match?.groups?.['cell']
  return cell !== undefined && isValidCell(cell) ? { cell } : undefined
}

async function draft(needs: Needs, subject: Subject): Promise<Account | undefined> {
  if ('cell' in subject) {
    const [latitude, longitude] = cellToLatLng(subject.cell)
    const town = await needs.places.nearestTown({ latitude, longitude })
    const name = town ? `Around ${town.name}` : 'A neighbourhood'
    return toAccount(`area_${subject.cell}`, name, 'Public check-ins and tips in this neighbourhood.')
  }
  const place = await needs.places.findPlace(subject.placeId, undefined)
  if (!place || !mayBeFollowed(place)) return undefined
  const bio = `Public check-ins at ${place.name}, and tips for it: ${placePage(needs.origin, place)}`
  return toAccount(`place_${place.id}`, place.name, bio)
}

/** Places of other servers are followed there; whoever is at a sensitive one is nobody's news. */
function mayBeFollowed(place: Place): boolean {
  return !place.private && place.uri === null && place.mergedInto === null && !isSensitive(place.category)
}

function toAccount(username: string, displayName: string, bio: string): Account {
  const none = { avatarKey: null, headerKey: null, avatarUrl: null, headerUrl: null, domain: null }
  const remote = { uri: null, url: null, inboxUrl: null, sharedInboxUrl: null, outboxUrl: null }
  const lists = {
    followersUrl: null,
    followingUrl: null,
    featuredUrl: null,
    alsoKnownAs: [],
    movedToId: null,
  }
  const judged = { suspendedAt: null, limitedAt: null, sensitisedAt: null, mediaRejected: false }
  const states = { ...judged, fetchedAt: null, deletedAt: null, createdAt: epoch, updatedAt: epoch }
  const flags = { locked: false, bot: true, discoverable: true, indexable: false, hideCollections: false }
  const shows = { showMedia: true, showMediaReplies: true, showFeatured: true }
  const texts = { avatarDescription: '', headerDescription: '', attributionDomains: [] }
  return {
    ...none,
    ...remote,
    ...shows,
    ...texts,
    ...lists,
    ...states,
    ...flags,
    id: noId,
    kind: 'service',
    username,
    displayName: displayName.slice(0, 100),
    bio,
    fields: [],
  }
}

const epoch = new Date('2026-11-24T00:00:00Z')
