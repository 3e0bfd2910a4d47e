import type { Account, Accounts } from '#domain/accounts/index.ts'
import { type Emoji, namesIn, type Wanted } from '#domain/emojis/index.ts'
import type { Poll } from '#domain/polls/index.ts'
import type { PostId, Posts, PostView } from '#domain/posts/index.ts'
import type { Quote, Quotes } from '#domain/quotes/index.ts'
import { type Addresses, createAddresses } from './addresses.ts'
import type { BoostFacts } from './describe-activity.ts'
import type { PostFacts } from './describe-post.ts'
import { type DescribedQuote, toDescribedQuote } from './describe-quote.ts'
import type { DescribeNeeds } from './needs.ts'

interface Needs extends Pick<DescribeNeeds, 'clock' | 'describeCheckins' | 'emojis' | 'origin' | 'polls'> {
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly posts: Pick<Posts, 'findApprovals' | 'findViews'>
  readonly quotes: Pick<Quotes, 'findByPosts'>
}

/** A post or a boost with all that its document or activity tells of. */
export type Facts = ({ readonly kind: 'post' } & PostFacts) | ({ readonly kind: 'boost' } & BoostFacts)

/** Hydrates posts and boosts for description: a constant number of queries. What is gone is left out. */
export async function findFacts(needs: Needs, ids: readonly PostId[]): Promise<Map<PostId, Facts>> {
  const [views, quotes] = await Promise.all([needs.posts.findViews(ids), needs.quotes.findByPosts(ids)])
  const quotedIds = [...quotes.values()].flatMap((quote) => quote.quotedId ?? [])
  const answered = [...views.values()].flatMap(({ post }) => post.boostOfId ?? post.replyToId ?? [])
  const others = [...answered, ...quotedIds]
  const addresses = createAddresses(needs.origin)
  const related = await needs.posts.findViews(others)
  const accountIds = [...views.values(), ...related.values()].flatMap(({ post, mentions }) => [
    post.accountId,
    ...mentions.map((mention) => mention.accountId),
  ])
  // Only elsewhere is anything approved.
  const asked = [...views.values()].filter(({ post }) => {
    const answeredId = post.boostOfId ?? post.replyToId
    return post.local && answeredId !== null && related.get(answeredId)?.post.local === false
  })
  const [accounts, checkins, polls, approvals] = await Promise.all([
    needs.accounts.findAccounts(accountIds),
    needs.describeCheckins([...views.keys()]),
    needs.polls.findByPosts([...views.keys()]),
    needs.posts.findApprovals(asked.map(({ post }) => post.id)),
  ])
  const wanted = new Map([...views].map(([id, view]) => [id, emojisIn(view, polls.get(id))]))
  const emojis = await needs.emojis.find([...wanted.values()])
  const facts = new Map<PostId, Facts>()
  for (const [id, view] of views) {
    const author = accounts.get(view.post.accountId)
    const found =
      author &&
      toFacts(view, {
        author,
        accounts,
        related,
        checkins,
        polls,
        emojis: emojis(wanted.get(id) ?? noEmojis),
        approvedBy: approvals.get(id),
        quote: findQuote(addresses, quotes.get(id), { related, accounts }),
        now: needs.clock.now(),
      })
    if (found) facts.set(id, found)
  }
  return facts
}

interface Gathered {
  readonly author: Account
  readonly accounts: PostFacts['mentioned']
  readonly related: ReadonlyMap<PostId, PostView>
  readonly checkins: Awaited<ReturnType<Needs['describeCheckins']>>
  readonly polls: ReadonlyMap<PostId, Poll>
  readonly quote: DescribedQuote | undefined
  readonly approvedBy: string | undefined
  readonly emojis: readonly Emoji[]
  readonly now: number
}

const noEmojis: Wanted = { domain: null, names: [] }

function emojisIn({ post }: PostView, poll: Poll | undefined): Wanted {
  if (!post.local) return noEmojis
  return { domain: null, names: namesIn([post.content, post.contentWarning, ...(poll?.options ?? [])]) }
}

function findQuote(
  addresses: Addresses,
  quote: Quote | undefined,
  { related, accounts }: Pick<Gathered, 'related' | 'accounts'>,
): DescribedQuote | undefined {
  const quoted = quote?.quotedId ? related.get(quote.quotedId) : undefined
  if (!quote || !quoted) return undefined
  return toDescribedQuote(addresses, quote, { quoted, quotedAuthor: accounts.get(quoted.post.accountId) })
}

function toFacts(view: PostView, gathered: Gathered): Facts | undefined {
  const { author, accounts, related, checkins, polls, quote, approvedBy, emojis, now } = gathered
  const { post } = view
  if (!post.boostOfId) {
    const parent = post.replyToId ? related.get(post.replyToId)?.post : undefined
    return {
      kind: 'post',
      view,
      author,
      mentioned: accounts,
      parent,
      checkin: checkins.get(post.id),
      poll: polls.get(post.id),
      quote,
      approvedBy,
      emojis,
      now,
    }
  }
  const boosted = related.get(post.boostOfId)?.post
  const boostedAuthor = boosted && accounts.get(boosted.accountId)
  return boostedAuthor && { kind: 'boost', boost: post, booster: author, boosted, boostedAuthor, approvedBy }
}
