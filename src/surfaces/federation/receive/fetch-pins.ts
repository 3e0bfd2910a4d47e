import { type Account, type AccountId, isActive } from '#domain/accounts/index.ts'
import { createBoundedMap } from '#platform/cache/index.ts'
import { defineJob, handleJobs, type JobHandler, type JobQueue } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { ids, isSameOrigin } from '../read-json.ts'
import { startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'clock' | 'db' | 'fetching' | 'posts'> & {
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly findAccount: (id: AccountId) => Promise<Account | undefined>
}

/** Asks another server what one of its accounts shows first. */
export const fetchPins = defineJob<{ readonly accountId: AccountId }>('fetch-pins')

const staleMs = 6 * 3_600_000
const maxPins = 10

/** Sees to it that what an account elsewhere has pinned is known, a few times a day at most; nobody waits for it. */
export function createRefreshPins(needs: Pick<Needs, 'clock' | 'db' | 'jobs'>) {
  const asked = createBoundedMap<string, number>(20_000)
  return async (account: Account): Promise<void> => {
    if (account.domain === null || account.featuredUrl === null) return
    const now = needs.clock.now()
    if ((asked.get(account.id) ?? 0) > now - staleMs) return
    asked.set(account.id, now)
    const accountId = account.id
    await needs.db.transact((tx) =>
      needs.jobs.enqueue(tx, fetchPins, { accountId }, { dedupeKey: accountId }),
    )
  }
}

export const handleFetchingPins = (needs: Needs, take: TakePost): JobHandler =>
  handleJobs(fetchPins, { concurrency: 2, maxAttempts: 3 }, async (jobs) => {
    for (const { payload } of jobs) {
      const account = await needs.findAccount(payload.accountId)
      if (account && isActive(account)) await fetchAll(needs, take, account)
    }
  })

/** The collection is the author's own, and each post is taken from its own address (R6). */
async function fetchAll(needs: Needs, take: TakePost, account: Account): Promise<void> {
  const { featuredUrl, uri } = account
  if (featuredUrl === null || uri === null) return
  const budget = startBudget()
  const fetched = await needs.fetching.fetchDocument(featuredUrl, budget.signal)
  if (fetched.kind !== 'document' || fetched.uri !== featuredUrl) return
  const wanted = [...ids(fetched.json, 'orderedItems', maxPins), ...ids(fetched.json, 'items', maxPins)]
    .slice(0, maxPins)
    .filter((item) => isSameOrigin(item, uri))
  const kept = new Set<string>()
  // Listed last-pinned first; pinned in turn, the last is first again.
  for (const item of wanted.reverse()) {
    const post = await take.byUri(item, budget).catch(ignoreTrouble)
    if (post?.accountId !== account.id) continue
    kept.add(post.id)
    await needs.posts.pinPost(account.id, post.id)
  }
  const pins = await needs.posts.listPins(account.id, { limit: 40 })
  // What could not be fetched now may be pinned still: only a whole list says what is not.
  if (kept.size < wanted.length) return
  for (const { postId } of pins) if (!kept.has(postId)) await needs.posts.unpinPost(account.id, postId)
}

function ignoreTrouble(error: unknown): undefined {
  if (error instanceof RemoteFault || (error instanceof DOMException && error.name === 'TimeoutError'))
    return undefined
  throw error
}
