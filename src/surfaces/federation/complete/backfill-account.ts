import { type Account, type AccountId, isActive, isLocal } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { isJson, isSameOrigin, type Json, member, typeAmong } from '../read-json.ts'
import { type ParsedPost, parsePost, startBudget } from '../receive/index.ts'
import type { CompleteNeeds } from './needs.ts'
import { readCollection } from './read-collection.ts'

/** The latest posts of somebody whom a person here has begun to follow. */
export const backfillAccount = defineJob<{ readonly accountId: AccountId }>('backfill-account')

const maxPosts = 40
const maxFetches = 30
const deadlineMs = 45_000

export function handleBackfills(needs: CompleteNeeds): JobHandler {
  return handleJobs(
    backfillAccount,
    { concurrency: 2, timeoutMs: deadlineMs + 30_000, maxAttempts: 3 },
    async (jobs) => {
      for (const { payload } of jobs) await backfill(needs, payload.accountId)
    },
  )
}

/** What the outbox embeds is believed of its owner's own posts on its own host: that host has just served it (R6). */
async function backfill(needs: CompleteNeeds, accountId: AccountId): Promise<void> {
  const account = await needs.accounts.findAccount(accountId)
  if (!account?.uri || !account.outboxUrl || isLocal(account) || !isActive(account)) return
  if (!isSameOrigin(account.outboxUrl, account.uri)) return
  const budget = startBudget(maxFetches, deadlineMs)
  const items = await readCollection(needs.fetching.fetchDocument, account.outboxUrl, {
    owner: account.uri,
    bounds: { pages: 2, items: maxPosts },
    budget,
  })
  const parsed = items.flatMap((item) => (isJson(item) ? (ownPost(item, account) ?? []) : []))
  // Oldest first, so that answers to own posts find them.
  for (const post of parsed.reverse()) {
    if (!(await needs.posts.findPostByUri(post.uri))) await needs.take.publish(post, account, budget)
  }
}

function ownPost(activity: Json, { uri }: Account): ParsedPost | undefined {
  if (!typeAmong(activity, new Set(['Create']))) return undefined
  const object = member(activity, 'object')
  const parsed = isJson(object) && uri !== null ? parsePost(object, uri) : undefined
  return parsed?.authorUri === uri ? parsed : undefined
}
