import type { PostId } from '#domain/posts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, member, originOf } from '../read-json.ts'
import { type FetchBudget, parseCounts, startBudget } from '../receive/index.ts'
import type { CompleteNeeds } from './needs.ts'
import { readCollection } from './read-collection.ts'

/** The answers to a post of another server that this one was not told of. */
export const completeThread = defineJob<{ readonly postId: PostId }>('complete-thread')

/** R26: of one thread in one go. */
const maxFetches = 120
const maxAnswers = 300
const maxDepth = 6
const deadlineMs = 90_000
const pageBounds = { pages: 4, items: 100 }

export function handleThreads(needs: CompleteNeeds): JobHandler {
  return handleJobs(
    completeThread,
    { concurrency: 2, timeoutMs: deadlineMs + 30_000, maxAttempts: 3 },
    async (jobs) => {
      for (const { payload } of jobs) await complete(needs, payload.postId)
    },
  )
}

/** Level by level: the answers to a post, then the answers to those, until a bound is reached. */
async function complete(needs: CompleteNeeds, postId: PostId): Promise<void> {
  const post = await needs.posts.findPost(postId)
  if (!post?.uri) return
  const root = (post.threadId && (await needs.posts.findPost(post.threadId))) || post
  const budget = startBudget(maxFetches, deadlineMs)
  const passed = new Set<string>()
  let level = [...new Set([root.uri ?? '', post.uri])].filter(Boolean)
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: string[] = []
    for (const uri of level) {
      for (const answer of await listAnswers(needs, uri, budget)) {
        if (passed.has(answer) || passed.size >= maxAnswers) continue
        passed.add(answer)
        if (await take(needs, answer, budget)) next.push(answer)
      }
    }
    level = next
  }
}

/** The ids of the answers that a post's own server knows of. A post of ours has told its answers already. */
async function listAnswers(needs: CompleteNeeds, uri: string, budget: FetchBudget): Promise<string[]> {
  if (budget.left <= 0 || originOf(uri) === needs.origin) return []
  budget.left -= 1
  const fetched = await needs.fetching.fetchDocument(uri, budget.signal).catch(ignoreTrouble)
  if (fetched?.kind !== 'document') return []
  const known = await needs.posts.findPostByUri(fetched.uri)
  if (known) await needs.posts.receiveCounts(known, parseCounts(fetched.json))
  const { fetchDocument } = needs.fetching
  const bounds = { owner: fetched.uri, bounds: pageBounds, budget }
  const items = await readCollection(fetchDocument, member(fetched.json, 'replies'), bounds)
  return items.flatMap((item) => idOf(item) ?? [])
}

/** Each from its own address. @returns whether it is there, so that its own answers are worth a look */
async function take(needs: CompleteNeeds, uri: string, budget: FetchBudget): Promise<boolean> {
  if (originOf(uri) === needs.origin || budget.signal.aborted) return false
  return (await needs.take.byUri(uri, budget).catch(ignoreTrouble)) !== undefined
}

function ignoreTrouble(error: unknown): undefined {
  if (error instanceof RemoteFault) return undefined
  if (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return undefined
  throw error
}
