const maxQuotes = 3

/** What one activity may make this server fetch (R26): counted, and all within one deadline. */
export interface FetchBudget {
  left: number
  /** Quotes that may still be followed to posts that are not known. */
  quotes: number
  readonly signal: AbortSignal
  /** Whether a post is to come another time when what it answers, on the same server, cannot be had now. */
  readonly waitsForParent: boolean
}

/** @param attempt how often it has been tried to take in what arrived, this time included */
export function startBudget(
  fetches = maxFetches,
  deadlineMs = 20_000,
  attempt: number = patience,
): FetchBudget {
  const endsAt = performance.now() + deadlineMs
  let signal: AbortSignal | undefined
  return {
    left: fetches,
    quotes: maxQuotes,
    // Few fetch anything: a timer for each that comes in would be kept until its deadline.
    get signal() {
      signal ??= AbortSignal.timeout(Math.max(0, Math.ceil(endsAt - performance.now())))
      return signal
    },
    waitsForParent: attempt < patience,
  }
}

const maxFetches = 30
/** After as many tries, about half a minute, a post comes without what it answers. */
const patience = 6
