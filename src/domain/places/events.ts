import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'
import type { PlaceId } from './place.ts'

/** Two places turned out to be one. Subject: `place:<id>` of the one that lives on. */
export const placeMerged = defineEvent<{ fromId: PlaceId; intoId: PlaceId }>('place.merged')

/** Somebody says what is wrong with a place. Subject: `place:<id>`. */
export const placeReported = defineEvent<{ reportId: string; placeId: PlaceId; reporterId: AccountId }>(
  'place.reported',
)
