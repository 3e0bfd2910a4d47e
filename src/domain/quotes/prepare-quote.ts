import { type AccountId, localAddresses } from '#domain/accounts/index.ts'
import { type Addition, type Post, type PostId, renderLink, type Visibility } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { quoteAccepted, quoteRequested } from './events.ts'
import { findStandings } from './find-standings.ts'
import type { QuotesInside } from './needs.ts'
import type { Quote } from './quote.ts'
import { saveQuote } from './quote-store.ts'

export interface QuoteDraft {
  readonly authorId: AccountId
  readonly quotedId: PostId
  readonly visibility: Visibility
}

export type PrepareQuoteOutcome =
  | {
      readonly ok: true
      readonly addition: Addition
      /** Whoever quotes what only followers may see tells it to followers alone. */
      readonly visibility: Visibility
    }
  | { readonly ok: false; readonly because: 'quoted_not_found' }

/**
 * What a post of somebody here gets by quoting another: a line that names it, for those who know no quotes, and the
 * quote itself. What may not be seen and what may not be quoted are refused alike. A boost stands for what it boosts.
 */
export const prepareQuote =
  (needs: QuotesInside) =>
  async ({ authorId, quotedId, visibility }: QuoteDraft): Promise<PrepareQuoteOutcome> => {
    const seen = await needs.posts.findVisible(authorId, quotedId)
    const quoted = seen?.boostOfId ? await needs.posts.findVisible(authorId, seen.boostOfId) : seen
    const standing = quoted && (await findStandings(needs)(authorId, [quoted])).get(quoted.id)
    if (!quoted || standing === undefined || standing === 'denied')
      return { ok: false, because: 'quoted_not_found' }
    const isOpen = visibility === 'public' || visibility === 'unlisted'
    return {
      ok: true,
      visibility: quoted.visibility === 'followers' && isOpen ? 'followers' : visibility,
      addition: {
        header: `<p class="quote-inline">RE: ${renderLink(await addressOf(needs, quoted))}</p>`,
        suffices: true,
        // Somebody who is shown to others in private is to be among them.
        refuse: (mentioned) =>
          visibility === 'direct' && quoted.accountId !== authorId && !mentioned.has(quoted.accountId)
            ? 'quoted_not_mentioned'
            : undefined,
        write: (tx, post) => write(needs, tx, post, quoted),
      },
    }
  }

async function addressOf(needs: QuotesInside, quoted: Post): Promise<string> {
  if (!quoted.local) return quoted.url ?? quoted.uri ?? ''
  const author = await needs.accounts.findAccount(quoted.accountId)
  return `${localAddresses(needs.origin, author?.username ?? '').url}/${quoted.id}`
}

/** What a new post adds that quotes nothing: who presents it need not look for a quote. */
export const withoutQuote = (needs: Pick<QuotesInside, 'known'>) => (): Addition => ({
  async write(tx, post) {
    tx.afterCommit(() => needs.known.keepNone(post.id))
  },
})

async function write(needs: QuotesInside, tx: Transaction, post: Post, quoted: Post): Promise<void> {
  const quote: Quote = {
    postId: post.id,
    accountId: post.accountId,
    local: true,
    quotedId: quoted.id,
    quotedAccountId: quoted.accountId,
    quotedUri: quoted.uri,
    state: quoted.local ? 'accepted' : 'pending',
    legacy: false,
    stampId: quoted.local ? needs.ids.next() : null,
    approvalUri: null,
  }
  await saveQuote(tx.sql, quote)
  tx.forget(() => needs.known.forget(post.id))
  const subject = `quote:${post.id}`
  const fact = {
    postId: post.id,
    accountId: post.accountId,
    quotedId: quoted.id,
    quotedAccountId: quoted.accountId,
  }
  if (quoted.local) {
    await needs.posts.countQuotes(tx, quoted.id, 1)
    await needs.announce(tx, quoteAccepted, { subject, data: { ...fact, stampId: quote.stampId } })
  } else await needs.announce(tx, quoteRequested, { subject, data: fact })
}
