import { localAddresses } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { describePlace, type FederationNeeds, parseLocation } from '#surfaces/federation/index.ts'
import type { Rooms } from './compose-rooms.ts'

type CheckinNeeds = Pick<
  FederationNeeds,
  'receiveCheckin' | 'describeCheckins' | 'describePlace' | 'placeAccounts'
>

/** Joins the check-in rooms and the federation surface: which place a document shows, and what a document says. */
export function federateCheckins(origin: string, rooms: Pick<Rooms, 'checkins' | 'places'>): CheckinNeeds {
  const { checkins, places } = rooms
  return {
    async receiveCheckin({ json, author, visibility, publishedAt }) {
      if (!author.uri) return undefined
      const parsed = parseLocation(json, { authorUri: author.uri, ownOrigin: origin })
      if (!parsed) return undefined
      return checkins.receiveCheckin({
        shown: parsed.shown,
        placeUri: parsed.uri,
        visibility,
        arrivedAt: publishedAt,
      })
    },
    async describeCheckins(postIds) {
      const found = await checkins.findByPosts(postIds as readonly PostId[])
      return new Map(
        [...found].map(([postId, { shown, companions }]) => [
          postId,
          {
            location: describePlace(origin, shown),
            companions: companions.map(({ username }) => localAddresses(origin, username).uri),
          },
        ]),
      )
    },
    placeAccounts: { find: checkins.findPlaceAccount, ensure: checkins.ensurePlaceAccount },
    async describePlace(text) {
      const id = parseId<PlaceId>(text)
      const place = id && (await places.findPlace(id, undefined))
      return place && !place.uri ? describePlace(origin, await checkins.showAt(place, 'venue')) : undefined
    },
  }
}
