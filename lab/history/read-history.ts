import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { FinalAccount, FinalPost, History, Operation } from './operation.ts'
import type { Line } from './recorder.ts'

/**
 * Reads a history file, whole or cut off by a crash. What was begun and never completed is of unknown outcome.
 * @returns operations in the order in which they began
 * @throws Error that names the line which is no line of a history, unless it is the last
 */
export async function readHistory(path: string): Promise<History> {
  const operations = new Map<number, Operation>()
  // Of final reads the last one counts: before it, not all was at rest.
  const accounts = new Map<string, FinalAccount>()
  const posts = new Map<number, FinalPost>()
  let run = ''
  for await (const line of readLines(path)) {
    if ('invoke' in line) {
      const { invoke: id, at, ...invocation } = line
      operations.set(id, {
        id,
        ...invocation,
        invokedAt: at,
        completedAt: Number.POSITIVE_INFINITY,
        outcome: 'unknown',
      })
    } else if ('complete' in line) {
      const { complete: id, at, outcome, ...more } = line
      const begun = operations.get(id)
      if (!begun) throw new Error(`${path}: operation ${id} ends and never began.`)
      // What may still happen has no end.
      const completedAt = outcome === 'unknown' ? Number.POSITIVE_INFINITY : at
      operations.set(id, { ...begun, completedAt, outcome, ...more })
    } else if ('account' in line) accounts.set(line.account.who, line.account)
    else if ('post' in line) posts.set(line.post.op, line.post)
    else run = line.run
  }
  return {
    run,
    operations: [...operations.values()],
    accounts: [...accounts.values()],
    posts: [...posts.values()],
  }
}

async function* readLines(path: string): AsyncGenerator<Line> {
  // The same ids stand in many answers: kept once, a long history fits into memory.
  const known = new Map<string, string>()
  const share = (_key: string, value: unknown) => {
    if (typeof value !== 'string') return value
    const before = known.get(value)
    if (before === undefined) known.set(value, value)
    return before ?? value
  }
  let torn: { readonly number: number; readonly cause: unknown } | undefined
  let number = 0
  for await (const text of createInterface({ input: createReadStream(path) })) {
    number += 1
    if (torn) throw new Error(`${path}:${torn.number} is no line of a history.`, { cause: torn.cause })
    try {
      yield JSON.parse(text, share) as Line
    } catch (cause) {
      torn = { number, cause }
    }
  }
}
