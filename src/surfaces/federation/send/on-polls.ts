import { isActive } from '#domain/accounts/index.ts'
import { pollClosed, pollVoted, type VoteFact } from '#domain/polls/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { describeCounts, describeVote, findFacts } from '../describe/index.ts'
import { inboxesOf, inboxOf } from './on-posts.ts'
import type { SendTools } from './send-activity.ts'

type Sending = SendTools

/** Tells how a poll of this server stands. */
export const tellCounts = defineJob<{ readonly postId: PostId }>('tell-poll-counts')

/** Votes come in bursts, and each would be news for every follower: as long as Mastodon waits. */
const gatherMs = 3 * 60_000
const maxVoters = 10_000
const voteGapMs = 1000

/** What other servers are told about polls: votes from here, and how polls of this server stand. */
export function pollReactions(sending: Sending): readonly Reaction[] {
  const { needs } = sending
  return [
    on(pollVoted, async (events, tx) => {
      for (const { data } of events) {
        if (!data.local) await tellOfVotes(sending, tx, data)
        else {
          const runAt = new Date(needs.clock.now() + gatherMs)
          await needs.jobs.enqueue(tx, tellCounts, { postId: data.postId }, { dedupeKey: data.postId, runAt })
        }
      }
    }),
    on(pollClosed, async (events, tx) => {
      for (const { data } of events) if (data.local) await tell(sending, tx, data.postId)
    }),
  ]
}

export const handleCounts = (sending: Sending): JobHandler =>
  handleJobs(tellCounts, { concurrency: 1 }, async (jobs) => {
    for (const { payload } of jobs) {
      await sending.needs.db.transact((tx) => tell(sending, tx, payload.postId))
    }
  })

/**
 * A vote of somebody here goes to the one who asks, and to nobody else. Several go one after the other, a second apart:
 * GoToSocial (0.20) answers first, stores then, and keeps one of two that meet.
 */
async function tellOfVotes(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  fact: VoteFact,
): Promise<void> {
  const accounts = await needs.accounts.findAccounts([fact.voterId, fact.authorId])
  const voter = accounts.get(fact.voterId)
  const author = accounts.get(fact.authorId)
  if (voter?.domain !== null || !isActive(voter) || !author) return
  const [post, poll] = await Promise.all([
    needs.posts.findViews([fact.postId]).then((views) => views.get(fact.postId)?.post),
    needs.polls.findByPosts([fact.postId]).then((polls) => polls.get(fact.postId)),
  ])
  if (!post || !poll) return
  const now = needs.clock.now()
  let before: string | undefined
  for (const [index, { id, choice }] of fact.votes.entries()) {
    const option = poll.options[choice]
    if (option === undefined) continue
    const activity = describeVote(addresses, { id, option, voter, poll: post, author })
    const after = before === undefined ? undefined : { id: before, runAt: new Date(now + index * voteGapMs) }
    await send(tx, { accountId: voter.id, activity, id, after, inboxes: { named: inboxOf(author, []) } })
    before = id
  }
}

/** To whoever the post went, and to whoever voted: they may see it, or could not have. */
async function tell({ needs, addresses, send }: Sending, tx: Transaction, postId: PostId): Promise<void> {
  const facts = (await findFacts(needs, [postId])).get(postId)
  if (facts?.kind !== 'post' || !facts.poll || !isActive(facts.author)) return
  const inboxes = await inboxesOf(needs, facts)
  const voterIds = await needs.polls.listVoters(postId, '0', maxVoters)
  const voters = await needs.accounts.findAccounts(voterIds)
  const following = inboxes.following ?? []
  const named = [...inboxes.named, ...[...voters.values()].flatMap((voter) => inboxOf(voter, following))]
  await send(tx, {
    accountId: facts.author.id,
    activity: describeCounts(addresses, facts, new Date(needs.clock.now())),
    inboxes: { named, following },
  })
}
