import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import type { ReceiveNeeds } from './needs.ts'
import { parsePost } from './parse-post.ts'

type Needs = Pick<ReceiveNeeds, 'clock' | 'fetching' | 'polls'> & {
  readonly findAccount: (id: Account['id']) => Promise<Account | undefined>
}

const staleMs = 60_000
const deadlineMs = 4000

/**
 * Asks the poll's own server how it stands, at most once a minute and until it is over; somebody waits, so not for
 * long. What cannot be had now stays as it is known.
 */
export const createRefreshPoll = (needs: Needs) => {
  const asking = new Map<string, Promise<void>>()
  return async (post: Post): Promise<void> => {
    const poll = (await needs.polls.findByPosts([post.id])).get(post.id)
    if (!poll || poll.local || post.uri === null) return
    const isOver = poll.closedAt !== null && poll.fetchedAt >= poll.closedAt
    if (isOver || poll.fetchedAt.getTime() > needs.clock.now() - staleMs) return
    // Whoever else looks at it in this moment waits for the same answer.
    const running =
      asking.get(post.id) ?? fetchCounts(needs, post, post.uri).finally(() => asking.delete(post.id))
    asking.set(post.id, running)
    await running
  }
}

async function fetchCounts(needs: Needs, post: Post, uri: string): Promise<void> {
  try {
    const fetched = await needs.fetching.fetchDocument(uri, AbortSignal.timeout(deadlineMs))
    if (fetched.kind !== 'document' || fetched.uri !== uri) return
    const author = await needs.findAccount(post.accountId)
    const parsed = parsePost(fetched.json, author?.uri ?? undefined)
    if (!parsed?.poll || parsed.uri !== uri || parsed.authorUri !== author?.uri) return
    await needs.polls.receiveCounts(post.id, parsed.poll)
  } catch (error) {
    const isTheirs =
      error instanceof RemoteFault || (error instanceof DOMException && error.name === 'TimeoutError')
    if (!isTheirs) throw error
  }
}
