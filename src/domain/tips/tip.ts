import type { AccountId } from '#domain/accounts/index.ts'
import type { ShownPlace } from '#domain/checkins/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'

/** Advice about a place: what of the place everybody may see who may see the post. */
export interface Tip {
  readonly postId: PostId
  readonly accountId: AccountId
  /** null where no place of ours is meant. */
  readonly placeId: PlaceId | null
  readonly shown: ShownPlace
}
