import type { Addition, PostId } from '#domain/posts/index.ts'
import type { PollsInside } from './needs.ts'
import type { Poll } from './poll.ts'
import { lockPoll, updateCounts } from './poll-store.ts'
import { savePollOf } from './prepare-poll.ts'

/** A poll of another server, as its document tells. */
export type RemotePoll = Pick<Poll, 'options' | 'tallies' | 'voters' | 'multiple' | 'expiresAt' | 'closedAt'>

/** What receivePost and receiveEdit add to a post that asks something. */
export const receivePoll =
  (needs: PollsInside) =>
  (remote: RemotePoll): Addition => ({
    write: (tx, post) => savePollOf(needs, tx, post, { ...remote, hideTotals: false }),
  })

/**
 * Takes in how a remote poll stands by now. @returns false where it asks something else than is known here: then it is
 * an edit, not news of the numbers.
 */
export const receiveCounts =
  (needs: PollsInside) =>
  async (postId: PostId, remote: RemotePoll): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const poll = await lockPoll(tx.sql, postId)
      if (!poll || poll.local || poll.multiple !== remote.multiple) return false
      if (poll.options.join('\n') !== remote.options.join('\n')) return false
      await updateCounts(tx.sql, postId, {
        ...remote,
        closedAt: poll.closedAt ?? remote.closedAt,
        fetchedAt: new Date(needs.clock.now()),
      })
      tx.forget(() => needs.known.forget(postId))
      return true
    })
