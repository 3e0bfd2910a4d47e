import { type CheckinDraft, type CheckinRefusal, oneOfKey } from '#domain/checkins/index.ts'
import type { PollDraft, PollRefusal } from '#domain/polls/index.ts'
import {
  type Addition,
  type Draft,
  joinAdditions,
  type Post,
  type PostId,
  type PublishRefusal,
  type Visibility,
} from '#domain/posts/index.ts'
import type { TipDraft, TipRefusal } from '#domain/tips/index.ts'
import { isUniqueViolation } from '#platform/db/index.ts'
import type { DraftsNeeds } from './needs.ts'

/** A post with all that goes with it. */
export interface WholeDraft extends Draft {
  /** A post that it shows. */
  readonly quotedId?: PostId | undefined
  readonly poll?: PollDraft | undefined
  readonly checkin?: Omit<CheckinDraft, 'authorId' | 'visibility'> | undefined
  /** It is about this place, where its author need not be. */
  readonly tip?: Pick<TipDraft, 'placeId'> | undefined
}

export type DraftRefusal =
  | 'made_before'
  | PublishRefusal
  | PollRefusal
  | CheckinRefusal
  | TipRefusal
  | 'poll_with_media'
  | 'quoted_not_found'

export type DraftOutcome =
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: DraftRefusal }

type Needs = Pick<DraftsNeeds, 'checkins' | 'polls' | 'posts' | 'quotes' | 'tips'>

/**
 * Publishes a post with its poll and place: all is written in one transaction, or nothing.
 * @param beside what else belongs to the same transaction
 */
export const publishDraft =
  (needs: Needs) =>
  async (draft: WholeDraft, beside: readonly Addition[] = []): Promise<DraftOutcome> => {
    const before = await findMade(needs, draft)
    if (before) return before
    const prepared = await prepareAdditions(needs, draft)
    if (!prepared.ok) return prepared
    const { additions, visibility } = prepared
    try {
      return await needs.posts.publishPost({ ...draft, visibility }, joinAdditions([...additions, ...beside]))
    } catch (error) {
      const winner = isUniqueViolation(error, oneOfKey) && (await findMade(needs, draft))
      if (!winner) throw error
      return winner
    }
  }

/**
 * What a check-in's key made before, however long ago: a device that was offline, or heard no answer, sends it again.
 * Deleted since, it is not made anew.
 */
export async function findMade(needs: Needs, draft: WholeDraft): Promise<DraftOutcome | undefined> {
  const key = draft.checkin && keyOf(draft)
  const postId = key && (await needs.checkins.findByKey(draft.authorId, key))
  if (!postId) return undefined
  const post = await needs.posts.findPost(postId)
  return post ? { ok: true, post } : { ok: false, because: 'made_before' }
}

/** A draft that waited keeps its key with its place. */
function keyOf({ checkin, idempotencyKey }: WholeDraft): string | undefined {
  return checkin?.clientKey ?? idempotencyKey
}

/** Whether a draft could be published as things stand, media apart. */
export async function checkWholeDraft(needs: Needs, draft: WholeDraft): Promise<DraftRefusal | undefined> {
  const prepared = await prepareAdditions(needs, draft)
  if (!prepared.ok) return prepared.because
  return needs.posts.checkDraft(draft, joinAdditions(prepared.additions))
}

type Prepared =
  | { readonly ok: true; readonly additions: readonly Addition[]; readonly visibility: Visibility }
  | { readonly ok: false; readonly because: DraftRefusal }

async function prepareAdditions(needs: Needs, draft: WholeDraft): Promise<Prepared> {
  const additions: Addition[] = []
  let { visibility } = draft
  if (draft.quotedId) {
    const quote = await needs.quotes.prepareQuote({ ...draft, quotedId: draft.quotedId })
    if (!quote.ok) return quote
    visibility = quote.visibility
    additions.push(quote.addition)
  } else additions.push(needs.quotes.withoutQuote())
  if (draft.poll) {
    if ((draft.mediaIds?.length ?? 0) > 0) return { ok: false, because: 'poll_with_media' }
    const poll = needs.polls.preparePoll(draft.poll)
    if (!poll.ok) return poll
    additions.push(poll.addition)
  } else additions.push(needs.polls.withoutPoll())
  if (draft.checkin) {
    const { authorId } = draft
    const checkin = await needs.checkins.prepareCheckin({
      authorId,
      visibility,
      ...draft.checkin,
      clientKey: keyOf(draft),
    })
    if (!checkin.ok) return checkin
    additions.push(checkin.addition)
  } else additions.push(needs.checkins.withoutCheckin())
  if (draft.tip) {
    const tip = await needs.tips.prepareTip({ ...draft, visibility, placeId: draft.tip.placeId })
    if (!tip.ok) return tip
    additions.push(tip.addition)
  } else additions.push(needs.tips.withoutTip())
  return { ok: true, additions, visibility }
}
