import type { PostId, RemotePostCounts } from '#domain/posts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, isSameOrigin, type Json, member, originOf } from '../read-json.ts'
import { type FetchBudget, parseCounts, startBudget } from '../receive/index.ts'
import { createRest } from './create-rest.ts'
import type { CompleteNeeds } from './needs.ts'
import { countCollection, readCollection } from './read-collection.ts'

/** The answers to a post of another server that this one was not told of. */
export const completeThread = defineJob<{ readonly postId: PostId }>('complete-thread')

/** R26: of one thread in one go. */
const maxFetches = 120
const maxAnswers = 300
const maxDepth = 6
const deadlineMs = 90_000
const countRestMs = 3_600_000
const pageBounds = { pages: 4, items: 100 }

export function handleThreads(needs: CompleteNeeds): JobHandler {
  const mayCount = createRest(needs, countRestMs)
  return handleJobs(
    completeThread,
    { concurrency: 2, timeoutMs: deadlineMs + 30_000, maxAttempts: 3 },
    async (jobs) => {
      for (const { payload } of jobs) await complete({ ...needs, mayCount }, payload.postId)
    },
  )
}

type Needs = CompleteNeeds & { readonly mayCount: (uri: string) => boolean }

/** Level by level: the answers to a post, then the answers to those, until a bound is reached. */
async function complete(needs: Needs, postId: PostId): Promise<void> {
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
async function listAnswers(needs: Needs, uri: string, budget: FetchBudget): Promise<string[]> {
  if (budget.left <= 0 || originOf(uri) === needs.origin) return []
  budget.left -= 1
  const fetched = await needs.fetching.fetchDocument(uri, budget.signal).catch(ignoreTrouble)
  if (fetched?.kind !== 'document') return []
  const known = await needs.posts.findPostByUri(fetched.uri)
  if (known) await needs.posts.receiveCounts(known, await countLikesAndBoosts(needs, fetched, budget))
  const { fetchDocument } = needs.fetching
  const bounds = { owner: fetched.uri, bounds: pageBounds, budget }
  const items = await readCollection(fetchDocument, member(fetched.json, 'replies'), bounds)
  return items.flatMap((item) => idOf(item) ?? [])
}

/**
 * Of some servers a post names the collections of its likes and boosts by their addresses alone: then these are asked for
 * their size, seldom and on the post's own host.
 */
async function countLikesAndBoosts(
  { fetching: { fetchDocument }, mayCount }: Needs,
  { uri, json }: { uri: string; json: Json },
  budget: FetchBudget,
): Promise<RemotePostCounts> {
  const told = parseCounts(json)
  const addressOf = (name: string) => {
    const address = idOf(member(json, name))
    return address !== undefined && isSameOrigin(address, uri) ? address : null
  }
  const likesAt = told.likes === undefined ? addressOf('likes') : null
  const boostsAt = told.boosts === undefined ? addressOf('shares') : null
  if ((likesAt === null && boostsAt === null) || !mayCount(uri)) return told
  const [likes, boosts] = await Promise.all(
    [likesAt, boostsAt].map((address) => countCollection(fetchDocument, address, budget)),
  )
  return { ...told, likes: told.likes ?? likes, boosts: told.boosts ?? boosts }
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
