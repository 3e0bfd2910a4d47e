import type { PostId } from '#domain/posts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { createAddresses } from '../describe/index.ts'
import { checkApproval, ignoreTrouble, startBudget } from '../receive/index.ts'
import type { CompleteNeeds } from './needs.ts'

/** Whether the author of what a post quotes still agrees, as the author's own server says. */
export const recheckQuote = defineJob<{ readonly postId: PostId }>('recheck-quote', { priorities: [9] })

const staleAfterMs = 3 * 24 * 3_600_000
/** In one hour. */
const mostAtOnce = 200
const deadlineMs = 10_000

/** Has authorizations looked at that were not for three days (FEP-044f); to be called now and then. */
export async function recheckQuotes(needs: CompleteNeeds): Promise<void> {
  const ids = await needs.quotes.takeUnlooked(new Date(needs.clock.now() - staleAfterMs), mostAtOnce)
  await needs.db.transact((tx) =>
    needs.jobs.enqueueAll(
      tx,
      recheckQuote,
      ids.map((postId) => ({ payload: { postId }, dedupeKey: postId, priority: 9 })),
    ),
  )
}

export function handleRechecks(needs: CompleteNeeds): JobHandler {
  return handleJobs(
    recheckQuote,
    { concurrency: 4, timeoutMs: deadlineMs + 10_000, maxAttempts: 1 },
    async (jobs) => {
      for (const { payload } of jobs) await recheck(needs, payload.postId)
    },
  )
}

/** A server that is silent, or refuses, has taken nothing back. */
async function recheck(needs: CompleteNeeds, postId: PostId): Promise<void> {
  const quote = (await needs.quotes.findByPosts([postId])).get(postId)
  if (quote?.state !== 'accepted' || !quote.approvalUri || !quote.quotedId || !quote.quotedAccountId) return
  const [quoting, quoted, author] = await Promise.all([
    needs.posts.findPost(postId),
    needs.posts.findPost(quote.quotedId),
    needs.accounts.findAccount(quote.quotedAccountId),
  ])
  if (!quoting || !quoted?.uri || !author?.uri) return
  const looked = await checkApproval(needs, quote.approvalUri, {
    author,
    quotedUri: quoted.uri,
    quotingUri: createAddresses(needs.origin).post(quoting),
    budget: startBudget(1, deadlineMs),
  }).catch(ignoreTrouble)
  if (looked && !looked.isValid) await needs.quotes.endApproval(quote.approvalUri, author.id)
}
