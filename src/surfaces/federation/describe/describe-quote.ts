import type { Account } from '#domain/accounts/index.ts'
import { type Post, type PostView, unpackQuotePolicy } from '#domain/posts/index.ts'
import type { Quote } from '#domain/quotes/index.ts'
import { activityStreams, publicCollection } from '../vocabulary.ts'
import type { Addresses } from './addresses.ts'

/** What a post of this server quotes, while nobody objects. */
export interface DescribedQuote {
  readonly uri: string
  /** The QuoteAuthorization. */
  readonly stamp: string | undefined
}

export function toDescribedQuote(
  addresses: Pick<Addresses, 'post' | 'stamp'>,
  quote: Quote,
  { quoted, quotedAuthor }: { quoted: PostView | undefined; quotedAuthor: Account | undefined },
): DescribedQuote | undefined {
  if (!quoted || (quote.state !== 'accepted' && quote.state !== 'pending')) return undefined
  const own = quote.stampId && quotedAuthor ? addresses.stamp(quotedAuthor, quote.stampId) : undefined
  const stamp = quote.state === 'accepted' ? (own ?? quote.approvalUri ?? undefined) : undefined
  return { uri: addresses.post(quoted.post), stamp }
}

/** The members by which servers know a quote (FEP-044f, and the older ones of Misskey, Fedibird and Pleroma). */
export function describeQuote({ uri, stamp }: DescribedQuote) {
  return {
    quote: uri,
    quoteUri: uri,
    quoteUrl: uri,
    _misskey_quote: uri,
    ...(stamp && { quoteAuthorization: stamp }),
  }
}

/** The same as an object link (FEP-e232). */
export function describeQuoteTag({ uri }: DescribedQuote) {
  return {
    type: 'Link',
    mediaType: `application/ld+json; profile="${activityStreams}"`,
    rel: 'https://misskey-hub.net/ns#_misskey_quote',
    name: `RE: ${uri}`,
    href: uri,
  }
}

/** Who may quote a post (FEP-044f); the author alone where nobody else may. */
export function describeInteractionPolicy(addresses: Addresses, post: Post, author: Account) {
  const actor = addresses.actor(author)
  const { automatic } = unpackQuotePolicy(post.quotePolicy)
  const named = automatic.flatMap((group) => {
    if (group === 'public') return [publicCollection]
    return group === 'followers' ? [addresses.followers(author) ?? actor] : []
  })
  return { canQuote: { automaticApproval: named.length > 0 ? named : [actor], manualApproval: [] } }
}

/** That the author of one post agrees to its being shown in another, without context. */
export function describeStamp(
  addresses: Addresses,
  stamp: { id: string; quotedAuthor: Account; quotedUri: string; quotingUri: string },
) {
  return {
    id: addresses.stamp(stamp.quotedAuthor, stamp.id),
    type: 'QuoteAuthorization',
    attributedTo: addresses.actor(stamp.quotedAuthor),
    interactingObject: stamp.quotingUri,
    interactionTarget: stamp.quotedUri,
  }
}
