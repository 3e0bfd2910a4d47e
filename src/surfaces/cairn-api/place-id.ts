import type { AccountId } from '#domain/accounts/index.ts'
import type { Place, PlaceId, Places } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { notFound } from '#surfaces/mastodon-api/index.ts'

/** The id of a path, checked by `byId`. */
export function placeIdOf(params: { id: string }): PlaceId {
  const id = parseId<PlaceId>(params.id)
  if (id === undefined) throw notFound()
  return id
}

/** The place of a path as it exists for a viewer. @throws Refusal 404 */
export async function findPlaceOr404(
  places: Pick<Places, 'findPlace'>,
  params: { id: string },
  viewer: AccountId | undefined,
): Promise<Place> {
  const place = await places.findPlace(placeIdOf(params), viewer)
  if (!place) throw notFound()
  return place
}
