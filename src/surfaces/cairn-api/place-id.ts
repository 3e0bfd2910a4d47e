import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import { Refusal, type Viewer } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'

export const byPlaceId = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,18}$' }) })

export function placeIdOf(params: { id: string }): PlaceId {
  const id = parseId<PlaceId>(params.id)
  if (id === undefined) throw notFound()
  return id
}

export function notFound(): Refusal {
  return new Refusal(404, 'Record not found')
}

export function viewerIdOf(viewer: Viewer): AccountId
export function viewerIdOf(viewer: Viewer | undefined): AccountId | undefined
export function viewerIdOf(viewer: Viewer | undefined): AccountId | undefined {
  return viewer?.accountId as AccountId | undefined
}
