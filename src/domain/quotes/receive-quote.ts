import type { AccountId } from '#domain/accounts/index.ts'
import type { Addition, Post, PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { QuotesInside } from './needs.ts'
import type { Quote, QuoteState } from './quote.ts'
import { deleteQuotes, lockQuote, saveQuote } from './quote-store.ts'

/** A quote in a post of another server, after what it names was looked up. */
export interface RemoteQuote {
  readonly quotedUri: string
  /** undefined where it is not to be had. */
  readonly quoted: Post | undefined
  readonly legacy: boolean
  /** The QuoteAuthorization that it names, after its own address was asked; void: it says something else, or is gone. */
  readonly approval: { readonly uri: string; readonly isValid: boolean } | undefined
}

/** What a received post gets by quoting another. @param remote undefined: an edit has taken the quote away */
export const receiveQuote =
  (needs: QuotesInside) =>
  (remote: RemoteQuote | undefined): Addition => ({
    write: (tx, post) => (remote ? save(needs, tx, post, remote) : remove(needs, tx, post.id)),
  })

/** The same for a post that is known and was not edited: another look at what it quotes. */
export const refreshQuote =
  (needs: QuotesInside) =>
  async (post: Post, remote: RemoteQuote): Promise<void> =>
    needs.db.transact((tx) => save(needs, tx, post, remote))

async function save(needs: QuotesInside, tx: Transaction, post: Post, remote: RemoteQuote): Promise<void> {
  const before = await lockQuote(tx.sql, post.id)
  const quoted = remote.quoted && mayBeLinked(remote.quoted, post.accountId) ? remote.quoted : undefined
  const isSame = before !== undefined && before.quotedId === (quoted?.id ?? null)
  const quote: Quote = {
    postId: post.id,
    accountId: post.accountId,
    local: post.local,
    quotedId: quoted?.id ?? null,
    quotedAccountId: quoted?.accountId ?? null,
    quotedUri: remote.quotedUri,
    state: stateOf(remote, quoted, { post, before: isSame ? before : undefined }),
    legacy: remote.legacy,
    stampId: isSame ? before.stampId : null,
    approvalUri: remote.approval?.uri ?? (isSame ? before.approvalUri : null),
  }
  await saveQuote(tx.sql, quote)
  await recount(needs, tx, before, quote)
}

/** What others may not see is quoted by its author alone; boosts are no posts to quote. */
function mayBeLinked(quoted: Post, accountId: AccountId): boolean {
  if (quoted.boostOfId) return false
  return quoted.accountId === accountId || quoted.visibility === 'public' || quoted.visibility === 'unlisted'
}

function stateOf(
  { approval }: RemoteQuote,
  quoted: Post | undefined,
  { post, before }: { post: Post; before: Quote | undefined },
): QuoteState {
  if (quoted?.accountId === post.accountId) return 'accepted'
  // Of our own posts this server decides, and it has been asked or not.
  if (!quoted || quoted.local) return before?.state ?? 'pending'
  if (before?.state === 'revoked') return 'revoked'
  if (!approval) return before?.state ?? 'pending'
  if (approval.isValid) return 'accepted'
  return before?.state === 'accepted' ? 'revoked' : 'rejected'
}

async function remove(needs: QuotesInside, tx: Transaction, postId: PostId): Promise<void> {
  const [before] = await deleteQuotes(tx.sql, [postId])
  if (before) await recount(needs, tx, before, undefined)
}

/** Counts what is shown, and forgets what was remembered. */
export async function recount(
  needs: QuotesInside,
  tx: Transaction,
  before: Quote | undefined,
  after: Quote | undefined,
): Promise<void> {
  const shownOf = (quote: Quote | undefined) => (quote?.state === 'accepted' ? quote.quotedId : null)
  const [was, is] = [shownOf(before), shownOf(after)]
  const postId = after?.postId ?? before?.postId
  if (postId) tx.forget(() => needs.known.forget(postId))
  if (was === is) return
  if (was) await needs.posts.countQuotes(tx, was, -1)
  if (is) await needs.posts.countQuotes(tx, is, 1)
}
