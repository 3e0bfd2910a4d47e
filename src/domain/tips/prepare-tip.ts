import type { AccountId } from '#domain/accounts/index.ts'
import { isSensitive, type Place, type PlaceId } from '#domain/places/index.ts'
import type { Addition, PostId, Visibility } from '#domain/posts/index.ts'
import type { TipsNeeds } from './needs.ts'
import { renderTipLine } from './render-tip-line.ts'
import type { Tip } from './tip.ts'
import { saveTip } from './tip-store.ts'

/** Advice that somebody here wants to leave at a place. */
export interface TipDraft {
  readonly authorId: AccountId
  readonly placeId: PlaceId
  readonly text: string
  readonly visibility: Visibility
  readonly replyToId?: PostId | undefined
}

export type TipRefusal =
  | 'unknown_place'
  | 'tip_empty'
  | 'tip_to_nobody'
  | 'tip_as_reply'
  | 'tip_private_place'
  | 'tip_sensitive_place'
  | 'tip_at_home'

export type PrepareTipOutcome =
  | { readonly ok: true; readonly addition: Addition }
  | { readonly ok: false; readonly because: TipRefusal }

/** Turns a chosen place into what a tip's post gets: the line below its text, and a row in its transaction. */
export const prepareTip =
  (needs: TipsNeeds) =>
  async (draft: TipDraft): Promise<PrepareTipOutcome> => {
    const place = await needs.places.findPlace(draft.placeId, draft.authorId)
    const because = place ? await refuse(needs, draft, place) : 'unknown_place'
    if (!place || because) return { ok: false, because: because ?? 'unknown_place' }
    const shown = await needs.checkins.showAt(place, place.kind === 'venue' ? 'venue' : 'city')
    return { ok: true, addition: toAddition({ placeId: place.id, shown }) }
  }

async function refuse(needs: TipsNeeds, draft: TipDraft, place: Place): Promise<TipRefusal | undefined> {
  if (draft.text.trim() === '') return 'tip_empty'
  if (draft.visibility === 'direct') return 'tip_to_nobody'
  if (draft.replyToId) return 'tip_as_reply'
  if (place.private) return 'tip_private_place'
  if (isSensitive(place.category)) return 'tip_sensitive_place'
  return (await needs.checkins.isAtHome(draft.authorId, place)) ? 'tip_at_home' : undefined
}

export function toAddition({ placeId, shown }: Pick<Tip, 'placeId' | 'shown'>): Addition {
  return {
    footer: renderTipLine(shown),
    write: (tx, post) => saveTip(tx.sql, { postId: post.id, accountId: post.accountId, placeId, shown }),
  }
}
