import type { PlaceId } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { notFound } from '#surfaces/mastodon-api/index.ts'

/** The id of a path, checked by `byId`. */
export function placeIdOf(params: { id: string }): PlaceId {
  const id = parseId<PlaceId>(params.id)
  if (id === undefined) throw notFound()
  return id
}
