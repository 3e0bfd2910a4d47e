const maxQuotes = 3

/** What one activity may make this server fetch (R26): counted, and all within one deadline. */
export interface FetchBudget {
  left: number
  /** Quotes that may still be followed to posts that are not known. */
  quotes: number
  readonly signal: AbortSignal
}

export function startBudget(fetches = 30, deadlineMs = 20_000): FetchBudget {
  return { left: fetches, quotes: maxQuotes, signal: AbortSignal.timeout(deadlineMs) }
}
