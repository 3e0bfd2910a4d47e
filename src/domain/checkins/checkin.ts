import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceAddress, PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'

/** How exactly a place is shown; each step says less. */
export type Precision = 'venue' | 'cell' | 'city' | 'country'

export const precisions: readonly Precision[] = ['venue', 'cell', 'city', 'country']

export function isPrecision(text: string): text is Precision {
  return precisions.some((precision) => precision === text)
}

/** Numbers of people begin here: fewer could be recognised (privacy rule 8). */
export const leastPeople = 3

/** @returns whichever says less. */
export function coarser(a: Precision, b: Precision): Precision {
  return precisions.indexOf(a) >= precisions.indexOf(b) ? a : b
}

/** Who looks, from the author's side: friends are followers whom the author follows, too. */
export type Circle = 'strangers' | 'followers' | 'friends'

/** What narrower circles see instead of what everybody sees; only where they see more. */
export interface Layers {
  readonly followers?: ShownPlace
  readonly friends?: ShownPlace
}

/** Whether the position that came with the check-in was at the place: the verdict stays, the position does not. */
export type Verified = 'near' | 'far' | 'manual' | 'imported'

/** A place as far as it is shown: everything that any door may give out about where a post was made. */
export interface ShownPlace {
  readonly precision: Precision
  /** A place of this server's table that may be linked: the venue, or the town. */
  readonly placeId: PlaceId | null
  /** Its ActivityPub id and its page. */
  readonly uri: string | null
  readonly url: string | null
  readonly name: string
  readonly latitude: number | null
  readonly longitude: number | null
  /** How far around the coordinates the post may have been made. */
  readonly radiusMetres: number | null
  readonly category: string | null
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null
  readonly address: PlaceAddress | null
  readonly sameAs: readonly string[]
  readonly licence: string | null
}

/** What is written of a check-in besides its post. */
export interface NewCheckin {
  /** The place chosen, for the author alone; null where another server keeps it. */
  readonly placeId: PlaceId | null
  readonly precision: Precision
  readonly shown: ShownPlace
  readonly layers: Layers | null
  /** Where lists find it: the place whose page it is on, and cells of what is shown. */
  readonly shownPlaceId: PlaceId | null
  readonly shownH39: string | null
  readonly shownH35: string | null
  readonly verified: Verified
  /** Whether it counts towards the place's public number. */
  readonly counted: boolean
  readonly arrivedAt: Date
  /** Known already; otherwise a check-out says it. */
  readonly leftAt?: Date
  /** When its author's rules next make it show less. */
  readonly fadeAt: Date | null
}

/** Somebody who was there, too, and agreed that it is said. */
export interface Companion {
  readonly accountId: AccountId
  /** Of another server with its host: `bob@example.org`. */
  readonly username: string
  readonly url: string
  /** The ActivityPub id of somebody of another server. */
  readonly uri?: string
}

export interface Checkin {
  readonly postId: PostId
  readonly accountId: AccountId
  readonly placeId: PlaceId | null
  readonly precision: Precision
  /** What everybody who may see the post sees. */
  readonly shown: ShownPlace
  readonly layers: Layers | null
  readonly verified: Verified
  readonly counted: boolean
  readonly arrivedAt: Date
  readonly leftAt: Date | null
  /** Who agreed to be named. */
  readonly companions: readonly Companion[]
}
