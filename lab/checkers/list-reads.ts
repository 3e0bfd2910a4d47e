import type { Entry, History, Operation } from '../history/index.ts'
import { isOlder } from './home-once.ts'

/** A list that was read, newest first. */
export interface ListRead {
  readonly operation: Operation
  /** The same for readings of the same list. */
  readonly list: string
  readonly entries: readonly Entry[]
  /** The oldest id of a page that was cut off there; undefined: all that there was is on it. */
  readonly oldest: string | undefined
}

/** Answered readings of lists and of single posts, which are lists of one, by session, in the order of their beginning. */
export function readsBySession({ operations }: History): Map<string, ListRead[]> {
  const sessions = new Map<string, ListRead[]>()
  for (const operation of operations) {
    const read = toListRead(operation)
    if (!read) continue
    const key = `${operation.server} ${operation.session}`
    const reads = sessions.get(key)
    if (reads) reads.push(read)
    else sessions.set(key, [read])
  }
  for (const reads of sessions.values()) reads.sort((a, b) => a.operation.invokedAt - b.operation.invokedAt)
  return sessions
}

export function toListRead(operation: Operation): ListRead | undefined {
  const { act, outcome, result } = operation
  if (outcome !== 'ok' || !result?.entries) return undefined
  const { entries } = result
  if (act.kind === 'look') return { operation, list: `post ${act.post}`, entries, oldest: undefined }
  if (act.kind !== 'list') return undefined
  const list = act.list === 'posts of' ? `posts of ${act.whom}` : act.list
  const isCut = result.hasMore === true || entries.length >= act.limit
  return { operation, list, entries, oldest: isCut ? (entries.at(-1)?.id ?? beyondAll) : undefined }
}

/** Of a page on which nothing was left: newer than any post. */
const beyondAll = '9'.repeat(30)

/** Whether a post with this id would have to be on the page, if it is in the list. */
export function isInWindow({ oldest }: ListRead, id: string): boolean {
  return oldest === undefined || !isOlder(id, oldest)
}
