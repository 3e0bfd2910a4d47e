import type { AccountId } from '#domain/accounts/index.ts'
import type { Post, PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { quoteAccepted, quoteRevoked } from './events.ts'
import { findStandings } from './find-standings.ts'
import type { QuotesInside } from './needs.ts'
import type { Quote, QuoteState } from './quote.ts'
import { lockQuote, saveQuote, selectIdsByApproval } from './quote-store.ts'
import { recount } from './receive-quote.ts'

/**
 * Whether somebody elsewhere may quote a post of this server: asked before their post is fetched. Nobody is asked by
 * hand here, so whatever is not automatic is no.
 */
export const mayQuote =
  (needs: QuotesInside) =>
  async (accountId: AccountId, quotedId: PostId): Promise<boolean> => {
    const quoted = await needs.posts.findVisible(accountId, quotedId)
    if (!quoted?.local) return false
    return (await findStandings(needs)(accountId, [quoted])).get(quoted.id) === 'automatic'
  }

/** The quoted author's server here says yes. @returns false where the post does not quote that one, or was revoked */
export const approveQuote =
  (needs: QuotesInside) =>
  async (post: Post, quotedId: PostId, requestUri: string): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const before = await lockQuote(tx.sql, post.id)
      if (!before || before.quotedId !== quotedId || before.state === 'revoked' || !before.quotedAccountId)
        return false
      const stampId = before.stampId ?? needs.ids.next()
      const after: Quote = { ...before, state: 'accepted', legacy: false, stampId }
      await saveQuote(tx.sql, after)
      await recount(needs, tx, before, after)
      const again = before.state === 'accepted' ? { again: true as const } : {}
      await needs.announce(tx, quoteAccepted, {
        subject: `quote:${post.id}`,
        data: { ...factOf(after, quotedId, before.quotedAccountId), requestUri, stampId, ...again },
      })
      return true
    })

/** The author of a post elsewhere has answered somebody here, and is the one who was asked (R9). */
export const takeAnswer =
  (needs: QuotesInside) =>
  async (
    postId: PostId,
    answer: { by: AccountId; yes: true; approvalUri: string } | { by: AccountId; yes: false },
  ): Promise<void> =>
    needs.db.transact(async (tx) => {
      const before = await lockQuote(tx.sql, postId)
      if (!before?.local || before.quotedAccountId !== answer.by || !before.quotedId) return
      if (before.state === 'revoked' || (answer.yes && before.state === 'accepted')) return
      if (!answer.yes) return end(needs, tx, before)
      const after: Quote = { ...before, state: 'accepted', approvalUri: answer.approvalUri }
      await saveQuote(tx.sql, after)
      await recount(needs, tx, before, after)
      await needs.announce(tx, quoteAccepted, {
        subject: `quote:${postId}`,
        data: { ...factOf(after, before.quotedId, answer.by), stampId: null },
      })
    })

/** The quoted author elsewhere has deleted a QuoteAuthorization. @returns whether it was one that is known here */
export const endApproval =
  (needs: QuotesInside) =>
  async (approvalUri: string, by: AccountId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const ids = await selectIdsByApproval(tx.sql, approvalUri, by)
      for (const id of ids) {
        const before = await lockQuote(tx.sql, id)
        if (before?.approvalUri === approvalUri) await end(needs, tx, before)
      }
      return ids.length > 0
    })

/** An own post is not to be shown in that one any more, for good. @returns false where it is not quoted there */
export const revokeQuote =
  (needs: QuotesInside) =>
  async (quotedAccountId: AccountId, quotedId: PostId, postId: PostId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const before = await lockQuote(tx.sql, postId)
      if (before?.quotedId !== quotedId || before.quotedAccountId !== quotedAccountId) return false
      if (before.state === 'revoked') return true
      await end(needs, tx, before, 'revoked')
      const data = { ...factOf(before, quotedId, quotedAccountId), stampId: before.stampId }
      await needs.announce(tx, quoteRevoked, { subject: `quote:${postId}`, data })
      return true
    })

async function end(needs: QuotesInside, tx: Transaction, before: Quote, state?: QuoteState): Promise<void> {
  const wasShown = before.state === 'accepted' || before.state === 'revoked'
  const after: Quote = { ...before, state: state ?? (wasShown ? 'revoked' : 'rejected') }
  await saveQuote(tx.sql, after)
  await recount(needs, tx, before, after)
}

function factOf(quote: Quote, quotedId: PostId, quotedAccountId: AccountId) {
  return { postId: quote.postId, accountId: quote.accountId, quotedId, quotedAccountId }
}
