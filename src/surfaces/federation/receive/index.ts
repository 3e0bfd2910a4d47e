import type { Database } from '#platform/db/index.ts'
import { pruneSeen } from './inbox-store.ts'

export { type FetchBudget, startBudget } from './fetch-budget.ts'
export { createRefreshPins, fetchPins, handleFetchingPins } from './fetch-pins.ts'
export { ignoreTrouble, isPassing } from './ignore-trouble.ts'
export { mountInbox } from './mount-inbox.ts'
export type { InboxNeeds, ReceiveCheckin, ReceiveNeeds } from './needs.ts'
export type { Activity } from './parse-activity.ts'
export { parseAbout, parseLocation } from './parse-location.ts'
export { type ParsedPost, parseCounts, parsePost } from './parse-post.ts'
export { createPrecedence } from './precedence.ts'
export { handleActivities, processActivity, processAfterFetching } from './process-activity.ts'
export { lookAgain } from './receive-announce.ts'
export { createRefreshPoll } from './refresh-poll.ts'
export { checkApproval } from './resolve-quote.ts'
export {
  handleSynchronisation,
  noticeSynchronisation,
  synchroniseFollowers,
} from './synchronise-followers.ts'
export { createTakeIn } from './take-in.ts'
export { createTakePost, type TakePost } from './take-post.ts'

/** Signatures are refused after an hour, and servers retry for days: a month covers both. */
const rememberForDays = 30

/** Forgets what came in long ago. @returns how many were forgotten. */
export function pruneInbox({ sql }: Pick<Database, 'sql'>): Promise<number> {
  return pruneSeen(sql, rememberForDays)
}
