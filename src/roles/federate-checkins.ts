import { localAddresses } from '#domain/accounts/index.ts'
import type { ShownPlace } from '#domain/checkins/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import {
  type DescribedCheckin,
  describePlace,
  type FederationNeeds,
  parseAbout,
  parseLocation,
} from '#surfaces/federation/index.ts'
import { type PostMaps, postMapSize } from '#surfaces/web/basemap/index.ts'
import type { Rooms } from './compose-rooms.ts'

type CheckinNeeds = Pick<
  FederationNeeds,
  'receiveCheckin' | 'describeCheckins' | 'describePlace' | 'placeAccounts' | 'companions'
>

/** Joins the check-in rooms and the federation surface: which place a document shows, and what a document says. */
export function federateCheckins(
  origin: string,
  rooms: Pick<Rooms, 'checkins' | 'places' | 'tips'>,
  maps: PostMaps,
): CheckinNeeds {
  const { checkins, places, tips } = rooms
  return {
    async receiveCheckin({ json, author, visibility, publishedAt }) {
      if (!author.uri) return undefined
      const hearing = { authorUri: author.uri, ownOrigin: origin }
      const parsed = parseLocation(json, hearing)
      if (!parsed) {
        const about = parseAbout(json, hearing)
        return about && tips.receiveTip({ shown: about.shown, placeUri: about.uri, visibility })
      }
      return checkins.receiveCheckin({
        shown: parsed.shown,
        placeUri: parsed.uri,
        visibility,
        arrivedAt: publishedAt,
      })
    },
    async describeCheckins(postIds) {
      const ids = postIds as readonly PostId[]
      const [found, about] = await Promise.all([checkins.findByPosts(ids), tips.findByPosts(ids)])
      const wishes = await checkins.findMapWishes([...found.values()].map(({ accountId }) => accountId))
      const told = [...about].map(
        ([postId, { shown }]) =>
          [postId, { location: describePlace(origin, shown), isTip: true, companions: [] }] as const,
      )
      return new Map<string, DescribedCheckin>([
        ...told,
        ...[...found].map(
          ([postId, { accountId, shown, companions }]) =>
            [
              postId,
              {
                location: describePlace(origin, shown),
                ...(wishes.has(accountId) &&
                  shown.latitude !== null && { picture: describeMap(maps, postId, shown) }),
                companions: companions.map(
                  ({ username, uri }) => uri ?? localAddresses(origin, username).uri,
                ),
              },
            ] as const,
        ),
      ])
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
