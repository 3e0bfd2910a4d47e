import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import type { Hidden } from '#domain/relationships/index.ts'
import type { QuotesInside } from './needs.ts'
import type { Quote, QuoteState } from './quote.ts'

/** How a quote looks to one viewer; the last four are of quotes that others see. */
export type QuoteLook =
  | QuoteState
  | 'deleted'
  | 'unauthorized'
  | 'blocked_account'
  | 'blocked_domain'
  | 'muted_account'

export interface SeenQuote {
  readonly quote: Quote
  readonly look: QuoteLook
  /** What is quoted, where the viewer may see it; shown at once only where the look is `accepted`. */
  readonly quotedId: PostId | undefined
}

export interface SeenQuotes {
  readonly quotes: ReadonlyMap<PostId, SeenQuote>
  /** Of what is quoted and seen. */
  readonly views: ReadonlyMap<PostId, PostView>
}

const nothing: SeenQuotes = { quotes: new Map(), views: new Map() }

/** A few queries for any number of quotes; the rule of the posts room says what the viewer may see. */
export const lookAtQuotes =
  (needs: Pick<QuotesInside, 'accounts' | 'posts' | 'relationships'>) =>
  async (viewerId: AccountId | undefined, quotes: readonly Quote[]): Promise<SeenQuotes> => {
    const shown = quotes.flatMap((quote) =>
      quote.state === 'accepted' && quote.quotedId ? [{ quote, quotedId: quote.quotedId }] : [],
    )
    if (quotes.length === 0) return nothing
    const ids = [...new Set(shown.map(({ quotedId }) => quotedId))]
    const [seen, open, hidden] = await Promise.all([
      needs.posts.keepVisible(viewerId, ids),
      // Whom one has blocked oneself can be looked at, as far as everybody can.
      needs.posts.keepVisible(undefined, ids),
      viewerId === undefined ? undefined : needs.relationships.findHidden(viewerId),
    ])
    const authors = await needs.accounts.findAccounts(
      [...seen.views.values()].map(({ post }) => post.accountId),
    )
    const sight: Sight = {
      views: seen.views,
      visible: new Set(seen.ids),
      open: new Set(open.ids),
      hidden,
      domainOf: (id) => authors.get(id)?.domain ?? '',
    }
    const looks = quotes.map((quote): [PostId, SeenQuote] => [quote.postId, look(quote, sight)])
    return { quotes: new Map(looks), views: seen.views }
  }

interface Sight {
  readonly views: ReadonlyMap<PostId, PostView>
  readonly visible: ReadonlySet<PostId>
  readonly open: ReadonlySet<PostId>
  readonly hidden: Hidden | undefined
  readonly domainOf: (accountId: AccountId) => string
}

function look(quote: Quote, { views, visible, open, hidden, domainOf }: Sight): SeenQuote {
  if (quote.state !== 'accepted') return { quote, look: quote.state, quotedId: undefined }
  const id = quote.quotedId
  const post = id && views.get(id)?.post
  if (!id || !post) return { quote, look: 'deleted', quotedId: undefined }
  if (!visible.has(id)) {
    const isOwnBlock = hidden?.blocking.has(post.accountId) === true && open.has(id)
    return isOwnBlock
      ? { quote, look: 'blocked_account', quotedId: id }
      : { quote, look: 'unauthorized', quotedId: undefined }
  }
  if (hidden?.domains.has(domainOf(post.accountId).toLowerCase()))
    return { quote, look: 'blocked_domain', quotedId: id }
  if (hidden?.muted.has(post.accountId)) return { quote, look: 'muted_account', quotedId: id }
  return { quote, look: 'accepted', quotedId: id }
}
