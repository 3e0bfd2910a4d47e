import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import type { RemoteQuote } from '#domain/quotes/index.ts'
import { isSameOrigin, type Json, typeAmong, uri } from '../read-json.ts'
import type { FetchBudget } from './fetch-budget.ts'
import { ignoreTrouble } from './ignore-trouble.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { ParsedPost } from './parse-post.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'fetching' | 'posts'>

/**
 * Looks up what a post quotes, over the network where it must be, and whether its author agrees. A quote in a quote in
 * a quote is followed three times, whatever the budget.
 * @param byUri a post by its id, known or fetched
 */
export async function resolveQuote(
  needs: Needs,
  parsed: Pick<ParsedPost, 'quote' | 'uri'>,
  { byUri, budget }: { byUri: (uri: string) => Promise<Post | undefined>; budget: FetchBudget },
): Promise<RemoteQuote | undefined> {
  const { quote } = parsed
  if (!quote) return undefined
  const known = await needs.posts.findPostByUri(quote.uri)
  const mayFetch = !known && budget.quotes > 0
  if (mayFetch) budget.quotes -= 1
  const quoted = mayFetch ? await byUri(quote.uri).catch(ignoreTrouble) : known
  const author = quoted && !quoted.local ? await needs.accounts.findAccount(quoted.accountId) : undefined
  const approval =
    quoted?.uri && author && quote.approvalUri !== undefined
      ? await checkApproval(needs, quote.approvalUri, {
          author,
          quotedUri: quoted.uri,
          quotingUri: parsed.uri,
          budget,
        }).catch(ignoreTrouble)
      : undefined
  return { quotedUri: quote.uri, quoted, legacy: quote.legacy, approval }
}

interface Agreement {
  readonly author: Account
  readonly quotedUri: string
  readonly quotingUri: string
  readonly budget: FetchBudget
}

/**
 * A QuoteAuthorization counts from its own address alone (R6), on the host of the quoted author, and for this pair of
 * posts. @returns undefined where it is not to be had now, or is nothing that its author has said
 */
export async function checkApproval(
  needs: Pick<Needs, 'fetching'>,
  approvalUri: string,
  agreement: Agreement,
): Promise<RemoteQuote['approval']> {
  const { author, budget } = agreement
  if (!author.uri || !isSameOrigin(approvalUri, author.uri) || budget.left <= 0) return undefined
  budget.left -= 1
  const fetched = await needs.fetching.fetchDocument(approvalUri, budget.signal)
  if (fetched.kind === 'refused') return undefined
  const isValid =
    fetched.kind === 'document' && fetched.uri === approvalUri && agrees(fetched.json, agreement)
  return { uri: approvalUri, isValid }
}

const authorizations = new Set(['QuoteAuthorization'])

function agrees(json: Json, { author, quotedUri, quotingUri }: Agreement): boolean {
  return (
    typeAmong(json, authorizations) !== undefined &&
    uri(json, 'attributedTo') === author.uri &&
    uri(json, 'interactingObject') === quotingUri &&
    uri(json, 'interactionTarget') === quotedUri
  )
}
