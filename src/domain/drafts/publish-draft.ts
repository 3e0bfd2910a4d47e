import type { CheckinDraft, CheckinRefusal } from '#domain/checkins/index.ts'
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
import type { DraftsNeeds } from './needs.ts'

/** A post with all that goes with it. */
export interface WholeDraft extends Draft {
  /** A post that it shows. */
  readonly quotedId?: PostId | undefined
  readonly poll?: PollDraft | undefined
  readonly checkin?: Omit<CheckinDraft, 'authorId' | 'visibility'> | undefined
}

export type DraftRefusal =
  | PublishRefusal
  | PollRefusal
  | CheckinRefusal
  | 'poll_with_media'
  | 'quoted_not_found'

export type DraftOutcome =
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: DraftRefusal }

type Needs = Pick<DraftsNeeds, 'checkins' | 'polls' | 'posts' | 'quotes'>

/**
 * Publishes a post with its poll and place: all is written in one transaction, or nothing.
 * @param beside what else belongs to the same transaction
 */
export const publishDraft =
  (needs: Needs) =>
  async (draft: WholeDraft, beside: readonly Addition[] = []): Promise<DraftOutcome> => {
    const prepared = await prepareAdditions(needs, draft)
    if (!prepared.ok) return prepared
    const { additions, visibility } = prepared
    return needs.posts.publishPost({ ...draft, visibility }, joinAdditions([...additions, ...beside]))
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
    const checkin = await needs.checkins.prepareCheckin({ authorId, visibility, ...draft.checkin })
    if (!checkin.ok) return checkin
    additions.push(checkin.addition)
  } else additions.push(needs.checkins.withoutCheckin())
  return { ok: true, additions, visibility }
}
