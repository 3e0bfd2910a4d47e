import { localAddresses } from '#domain/accounts/index.ts'
import type { ShownPlace } from '#domain/checkins/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { describePlace, type FederationNeeds, parseLocation } from '#surfaces/federation/index.ts'
import { type PostMaps, postMapSize } from '#surfaces/web/basemap/index.ts'
import type { Rooms } from './compose-rooms.ts'

type CheckinNeeds = Pick<
  FederationNeeds,
  'receiveCheckin' | 'describeCheckins' | 'describePlace' | 'placeAccounts' | 'companions'
>

/** Joins the check-in rooms and the federation surface: which place a document shows, and what a document says. */
export function federateCheckins(
  origin: string,
  rooms: Pick<Rooms, 'checkins' | 'places'>,
  maps: PostMaps,
): CheckinNeeds {
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
      const wishes = await checkins.findMapWishes([...found.values()].map(({ accountId }) => accountId))
      return new Map(
        [...found].map(([postId, { accountId, shown, companions }]) => [
          postId,
          {
            location: describePlace(origin, shown),
            ...(wishes.has(accountId) &&
              shown.latitude !== null && { picture: describeMap(maps, postId, shown) }),
            companions: companions.map(({ username, uri }) => uri ?? localAddresses(origin, username).uri),
          },
        ]),
      )
    },
    companions: {
      ask: checkins.receiveAsk,
      takeBack: checkins.takeBackAsk,
      answer: (postId, companionId, yes) =>
        yes ? checkins.agreeToBeNamed(postId, companionId) : checkins.endNaming(postId, companionId),
    },
    placeAccounts: { find: checkins.findPlaceAccount, ensure: checkins.ensurePlaceAccount },
    async describePlace(text) {
      const id = parseId<PlaceId>(text)
      const place = id && (await places.findPlace(id, undefined))
      return place && !place.uri ? describePlace(origin, await checkins.showAt(place, 'venue')) : undefined
    },
  }
}

function describeMap(maps: PostMaps, postId: PostId, { name }: ShownPlace) {
  return { url: maps.addressOf(postId), name: `Map: ${name}`, ...postMapSize }
}
