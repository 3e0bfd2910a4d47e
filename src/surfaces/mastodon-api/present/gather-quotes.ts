import type { AccountId } from '#domain/accounts/index.ts'
import { type PostId, type PostView, type QuoteGroup, unpackQuotePolicy } from '#domain/posts/index.ts'
import type { QuoteLook, QuoteStanding, Quotes } from '#domain/quotes/index.ts'

export interface QuoteNeeds {
  readonly quotes: Pick<Quotes, 'findByPosts' | 'findStandings' | 'lookAtQuotes'>
}

/** What is quoted inside of a quote goes by its id alone: apps show no deeper. */
export type PresentedQuote<Quoted> =
  | { readonly state: QuoteLook; readonly quoted_status: Quoted | null }
  | { readonly state: QuoteLook; readonly quoted_status_id: PostId | null }

/** Presents what is quoted, without what that quotes. */
export type PresentQuoted<Quoted extends { readonly id: string }> = (
  ids: readonly PostId[],
  views: ReadonlyMap<PostId, PostView>,
) => Promise<readonly Quoted[]>

export interface GatheredQuotes<Quoted> {
  readonly quotes: ReadonlyMap<PostId, PresentedQuote<Quoted>>
  readonly standings: ReadonlyMap<PostId, QuoteStanding>
}

/**
 * Quotes of a list, and what each post's policy means for the viewer. A few queries more where something is quoted.
 * @param presentQuoted absent: within a quote
 */
export async function gatherQuotes<Quoted extends { readonly id: string }>(
  needs: QuoteNeeds,
  viewerId: AccountId | undefined,
  views: ReadonlyMap<PostId, PostView>,
  presentQuoted?: PresentQuoted<Quoted>,
): Promise<GatheredQuotes<Quoted>> {
  const posts = [...views.values()].map((view) => view.post)
  const [found, standings] = await Promise.all([
    needs.quotes.findByPosts([...views.keys()]),
    needs.quotes.findStandings(viewerId, posts),
  ])
  // What was made without asking is shown when it is accepted; until then its link in the text is all.
  const known = [...found.values()].filter((quote) => !quote.legacy || quote.state === 'accepted')
  const seen = await needs.quotes.lookAtQuotes(viewerId, known)
  const ids = [...seen.quotes.values()].flatMap(({ quotedId }) => quotedId ?? [])
  const quoted = presentQuoted && ids.length > 0 ? await presentQuoted([...new Set(ids)], seen.views) : []
  const byId = new Map<string, Quoted>(quoted.map((status) => [status.id, status]))
  const quotes = new Map<PostId, PresentedQuote<Quoted>>()
  for (const [postId, { look: state, quotedId = null }] of seen.quotes) {
    quotes.set(
      postId,
      presentQuoted
        ? { state, quoted_status: (quotedId && byId.get(quotedId)) ?? null }
        : { state, quoted_status_id: quotedId },
    )
  }
  return { quotes, standings }
}

/** Who may quote a post, and whether the viewer may. */
export function presentApproval({
  quotePolicy,
  standing,
}: {
  readonly quotePolicy: number
  readonly standing: QuoteStanding
}) {
  const { automatic, manual } = unpackQuotePolicy(quotePolicy)
  return { automatic: automatic.map(nameOf), manual: manual.map(nameOf), current_user: standing }
}

function nameOf(group: QuoteGroup): string {
  return group === 'unknown' ? 'unsupported_policy' : group
}
