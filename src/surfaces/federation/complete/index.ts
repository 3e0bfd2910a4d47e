import { type Account, type AccountId, isLocal } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { followAccepted } from '#domain/relationships/index.ts'
import { type Consumer, on } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { backfillAccount, handleBackfills } from './backfill-account.ts'
import { completeThread, handleThreads } from './complete-thread.ts'
import { createRest } from './create-rest.ts'
import type { CompleteNeeds } from './needs.ts'
import { handleRechecks, recheckQuote, recheckQuotes } from './recheck-quotes.ts'
import { handleRefreshes, refreshAccount } from './refresh-account.ts'

/** What readers make this server ask for. Nothing of it makes a reader wait. */
export interface Completing {
  readonly consumer: Consumer
  readonly jobs: readonly JobType<unknown>[]
  readonly handlers: readonly JobHandler[]
  /** Somebody reads a thread: at most every ten minutes for a post. */
  threadIsRead(postId: PostId): Promise<void>
  /** Somebody looks at a profile: fetched again where it is older than a day. */
  profileIsRead(accountId: AccountId): Promise<void>
  /** Has other servers asked whether those whom posts quote still agree; to be called now and then. */
  recheckQuotes(): Promise<void>
}

const threadRestMs = 10 * 60 * 1000
const profileRestMs = 60 * 60 * 1000
const staleAfterMs = 24 * 60 * 60 * 1000

export function defineCompleting(needs: CompleteNeeds): Completing {
  const rested = { threads: createRest(needs, threadRestMs), profiles: createRest(needs, profileRestMs) }
  const enqueue = <Payload>(job: JobType<Payload>, payload: Payload, dedupeKey: string) =>
    needs.db.transact((tx) => needs.jobs.enqueue(tx, job, payload, { dedupeKey }))
  return {
    consumer: {
      name: 'federation-backfill',
      reactions: [
        on(followAccepted, async (events, tx) => {
          const accounts = await needs.accounts.findAccounts(
            events.flatMap(({ data }) => [data.followerId, data.followedId]),
          )
          for (const { data } of events) {
            const [follower, followed] = [accounts.get(data.followerId), accounts.get(data.followedId)]
            if (!follower || !followed || !isLocal(follower) || isLocal(followed)) continue
            const options = { dedupeKey: followed.id }
            await needs.jobs.enqueue(tx, backfillAccount, { accountId: followed.id }, options)
          }
        }),
      ],
    },
    jobs: [completeThread, backfillAccount, refreshAccount, recheckQuote],
    handlers: [handleThreads(needs), handleBackfills(needs), handleRefreshes(needs), handleRechecks(needs)],
    recheckQuotes: () => recheckQuotes(needs),
    async threadIsRead(postId) {
      if (!rested.threads(postId)) return
      const post = await needs.posts.findPost(postId)
      if (post?.uri && (post.visibility === 'public' || post.visibility === 'unlisted'))
        await enqueue(completeThread, { postId }, postId)
    },
    async profileIsRead(accountId) {
      if (!rested.profiles(accountId)) return
      const account = await needs.accounts.findAccount(accountId)
      if (!account || isLocal(account)) return
      if (isStale(account, needs.clock.now()) || (await isUncounted(needs, accountId))) {
        await enqueue(refreshAccount, { accountId }, accountId)
      }
    },
  }
}

function isStale(account: Account, now: number): boolean {
  return now - (account.fetchedAt?.getTime() ?? 0) > staleAfterMs
}

/** Nobody has asked for the counts of an account that was met lately. */
async function isUncounted({ accounts }: CompleteNeeds, accountId: AccountId): Promise<boolean> {
  const counters = (await accounts.findCounters([accountId])).get(accountId)
  return !counters || (counters.posts === 0 && counters.followers === 0)
}
