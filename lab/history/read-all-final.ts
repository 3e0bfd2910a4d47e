import type { Clients } from './client.ts'
import type { FinalAccount, FinalPost, History, OperationId } from './operation.ts'
import type { Person } from './people.ts'
import { readFinalAccount, readFinalPost } from './read-final.ts'
import type { Recorder } from './recorder.ts'

export interface FinalReading {
  readonly clients: Clients
  readonly recorder: Recorder
  readonly people: readonly Person[]
  /** So far. */
  readonly history: History
  /** Posts read one by one: those that were reacted to most. Default 1000. */
  readonly maxPosts?: number
}

/** Readings at the same time. */
const atOnce = 6

/**
 * Reads what is there when all has come to rest, and records it.
 * @returns the history with it
 * @throws Error when a server does not answer: what is not known must not be judged
 */
export async function readAllFinal(reading: FinalReading): Promise<History> {
  const { clients, recorder, people, history, maxPosts = 1000 } = reading
  const looking = { clients, run: history.run }
  const accounts: FinalAccount[] = []
  const posts: FinalPost[] = []
  const authors = new Map(people.map((person) => [person.name, person]))
  const tasks = [
    ...people.map((person) => async () => {
      const account = await readFinalAccount(looking, person)
      recorder.keepAccount(account)
      accounts.push(account)
    }),
    ...choosePosts(history, maxPosts).map(({ op, who }) => async () => {
      const author = authors.get(who)
      const post = author && (await readFinalPost(looking, author, op))
      if (!post) return
      recorder.keepPost(post)
      posts.push(post)
    }),
  ].values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const task of tasks) await task()
    }),
  )
  return { ...history, accounts, posts }
}

/** Posts that somebody has reacted to, most reactions first. */
function choosePosts({ operations }: History, max: number) {
  const reactions = new Map<OperationId, number>()
  for (const { act } of operations) {
    const target = act.kind === 'post' ? act.replyTo : 'post' in act ? act.post : undefined
    if (target !== undefined) reactions.set(target, (reactions.get(target) ?? 0) + 1)
  }
  return operations
    .filter(({ id, act }) => act.kind === 'post' && reactions.has(id))
    .map(({ id, who }) => ({ op: id, who }))
    .sort((a, b) => (reactions.get(b.op) ?? 0) - (reactions.get(a.op) ?? 0))
    .slice(0, max)
}
