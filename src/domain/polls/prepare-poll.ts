import type { Addition, Post } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { scheduleClosing } from './close-polls.ts'
import type { PollsInside } from './needs.ts'
import { isClosed, type Poll, pollLimits } from './poll.ts'
import { deletePolls, deleteVotes, lockPoll, savePoll } from './poll-store.ts'

/** What somebody here wants to ask. */
export interface PollDraft {
  readonly options: readonly string[]
  /** From now. */
  readonly expiresInSeconds: number
  readonly multiple?: boolean | undefined
  readonly hideTotals?: boolean | undefined
}

export type PollRefusal =
  | 'too_few_options'
  | 'too_many_options'
  | 'empty_option'
  | 'option_too_long'
  | 'duplicate_options'
  | 'ends_too_soon'
  | 'ends_too_late'

export type PreparePollOutcome =
  | { readonly ok: true; readonly addition: Addition }
  | { readonly ok: false; readonly because: PollRefusal }

/** Turns a question's options into what publishPost adds to the post. Writes nothing yet. */
export const preparePoll =
  (needs: PollsInside) =>
  (draft: PollDraft): PreparePollOutcome => {
    const options = draft.options.map((option) => option.trim())
    const because = refuse(options, draft.expiresInSeconds)
    if (because) return { ok: false, because }
    const write = async (tx: Transaction, post: Post) => {
      const expiresAt = new Date(needs.clock.now() + draft.expiresInSeconds * 1000)
      await savePollOf(needs, tx, post, {
        options,
        tallies: options.map(() => 0),
        voters: 0,
        multiple: draft.multiple ?? false,
        hideTotals: draft.hideTotals ?? false,
        expiresAt,
        closedAt: null,
      })
      await scheduleClosing(needs, tx, { postId: post.id, at: expiresAt })
    }
    return { ok: true, addition: { write } }
  }

/** What an edit adds that asks nothing any more: the poll goes, with all votes. */
export const removePoll = (needs: Pick<PollsInside, 'known'>) => (): Addition => ({
  async write(tx, post) {
    await deletePolls(tx.sql, [post.id])
    tx.forget(() => needs.known.forget(post.id))
  },
})

/** What a new post adds that asks nothing: who presents it need not look for a poll. */
export const withoutPoll = (needs: Pick<PollsInside, 'known'>) => (): Addition => ({
  async write(tx, post) {
    tx.afterCommit(() => needs.known.keepNone(post.id))
  },
})

function refuse(options: readonly string[], seconds: number): PollRefusal | undefined {
  if (options.length < 2) return 'too_few_options'
  if (options.length > pollLimits.options) return 'too_many_options'
  if (options.includes('')) return 'empty_option'
  if (options.some((option) => lengthOf(option) > pollLimits.optionLength)) return 'option_too_long'
  if (new Set(options).size < options.length) return 'duplicate_options'
  if (!(seconds >= pollLimits.minSeconds)) return 'ends_too_soon'
  if (seconds > pollLimits.maxSeconds) return 'ends_too_late'
  return undefined
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function lengthOf(option: string): number {
  return [...graphemes.segment(option)].length
}

/**
 * Writes the poll of a post. After an edit that asks something else, the answers to what was asked before are void;
 * one that leaves the options as they were keeps them, and one that is over stays over.
 */
export async function savePollOf(
  needs: PollsInside,
  tx: Transaction,
  post: Post,
  poll: Omit<Poll, 'postId' | 'accountId' | 'local' | 'fetchedAt'>,
): Promise<void> {
  const before = await lockPoll(tx.sql, post.id)
  const isSame = before?.multiple === poll.multiple && isEqual(before.options, poll.options)
  if (before && !isSame) await deleteVotes(tx.sql, post.id)
  const counted = before && isSame && before.local ? { tallies: before.tallies, voters: before.voters } : {}
  const isOver = before && isSame && before.local && isClosed(before, needs.clock.now())
  await savePoll(tx.sql, {
    ...poll,
    ...counted,
    ...(isOver && { expiresAt: before.expiresAt, closedAt: before.closedAt }),
    postId: post.id,
    accountId: post.accountId,
    local: post.local,
    fetchedAt: new Date(needs.clock.now()),
  })
  tx.forget(() => needs.known.forget(post.id))
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((option, index) => option === other[index])
}
