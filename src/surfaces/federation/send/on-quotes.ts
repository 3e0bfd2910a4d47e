import { type Account, isActive } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type QuoteFact, quoteAccepted, quoteRequested, quoteRevoked } from '#domain/quotes/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import {
  describeQuoteAnswer,
  describeQuoteRequest,
  describeRefresh,
  describeStampDelete,
  findFacts,
} from '../describe/index.ts'
import type { SendNeeds } from './needs.ts'
import { inboxesOf, inboxOf } from './on-posts.ts'
import type { SendTools } from './send-activity.ts'

type Sending = SendTools

/** What other servers are told about quotes: requests, their answers, and what is revoked. */
export function quoteReactions(sending: Sending): readonly Reaction[] {
  return [
    on(quoteRequested, async (events, tx) => {
      for (const { data } of events) await ask(sending, tx, data)
    }),
    on(quoteAccepted, async (events, tx) => {
      for (const { id, data } of events) {
        const { requestUri, stampId } = data
        if (requestUri !== undefined && stampId !== null)
          await accept(sending, tx, data, { requestUri, stampId, answerId: id })
        // A quote among people here was told with its post.
        else if (stampId === null) await tellOfStamp(sending, tx, data, id)
      }
    }),
    on(quoteRevoked, async (events, tx) => {
      for (const { data } of events) if (data.stampId) await revoke(sending, tx, data, data.stampId)
    }),
  ]
}

async function ask({ needs, addresses, send }: Sending, tx: Transaction, fact: QuoteFact): Promise<void> {
  const facts = (await findFacts(needs, [fact.postId])).get(fact.postId)
  const parties = await findParties(needs, fact)
  if (facts?.kind !== 'post' || !parties || !isActive(facts.author)) return
  const { quoted, quotedAuthor } = parties
  const activity = describeQuoteRequest(addresses, { facts, quoted, to: addresses.actor(quotedAuthor) })
  await send(tx, { accountId: facts.author.id, activity, inboxes: { named: inboxOf(quotedAuthor, []) } })
}

async function accept(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  fact: QuoteFact,
  { requestUri, ...answer }: { requestUri: string; stampId: string; answerId: string },
): Promise<void> {
  const parties = await findParties(needs, fact)
  if (!parties) return
  const { quoter, quoting, quoted, quotedAuthor } = parties
  const activity = describeQuoteAnswer(
    addresses,
    {
      requestUri,
      quoter,
      quotedAuthor,
      quotedUri: addresses.post(quoted),
      quotingUri: addresses.post(quoting),
    },
    { type: 'Accept', ...answer },
  )
  await send(tx, { accountId: quotedAuthor.id, activity, inboxes: { named: inboxOf(quoter, []) } })
}

/** Whoever has a post from here that another server now lets quote learns of the authorization. */
async function tellOfStamp(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  fact: QuoteFact,
  cause: string,
): Promise<void> {
  const facts = (await findFacts(needs, [fact.postId])).get(fact.postId)
  if (facts?.kind !== 'post' || !isActive(facts.author)) return
  const activity = describeRefresh(addresses, facts, `quote/${cause}`)
  const synchronise = facts.view.post.visibility === 'followers'
  await send(tx, {
    accountId: facts.author.id,
    activity,
    inboxes: await inboxesOf(needs, facts),
    synchronise,
  })
}

/** The quoting author's server, and whoever may have got the quote from either side. */
async function revoke(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  fact: QuoteFact,
  id: string,
): Promise<void> {
  const parties = await findParties(needs, fact)
  if (!parties) return
  const { quoter, quoting, quoted, quotedAuthor } = parties
  const stamp = { id, quotedAuthor, quotedUri: addresses.post(quoted), quotingUri: addresses.post(quoting) }
  const isOpen = quoting.visibility === 'public' || quoting.visibility === 'unlisted'
  const [own, theirs] = await Promise.all([
    isOpen ? needs.relationships.listFollowerInboxes(quotedAuthor.id) : [],
    quoting.local ? needs.relationships.listFollowerInboxes(quoter.id) : [],
  ])
  const activity = describeStampDelete(addresses, stamp, [addresses.actor(quoter)])
  const inboxes = { named: inboxOf(quoter, []), following: [...own, ...theirs] }
  await send(tx, { accountId: quotedAuthor.id, activity, inboxes })
}

interface Parties {
  readonly quoting: Post
  readonly quoter: Account
  readonly quoted: Post
  readonly quotedAuthor: Account
}

/** @returns undefined when one of them is gone: then there is nothing to agree on. */
async function findParties(needs: SendNeeds, fact: QuoteFact): Promise<Parties | undefined> {
  const [views, accounts] = await Promise.all([
    needs.posts.findViews([fact.postId, fact.quotedId]),
    needs.accounts.findAccounts([fact.accountId, fact.quotedAccountId]),
  ])
  const quoting = views.get(fact.postId)?.post
  const quoted = views.get(fact.quotedId)?.post
  const quoter = accounts.get(fact.accountId)
  const quotedAuthor = accounts.get(fact.quotedAccountId)
  return quoting && quoted && quoter && quotedAuthor ? { quoting, quoter, quoted, quotedAuthor } : undefined
}

export interface RefusedQuote {
  readonly requestUri: string
  readonly quoter: Account
  readonly quoted: Post
  readonly quotingUri: string
}

export async function refuseQuote(
  { needs, addresses, send }: Sending,
  { requestUri, quoter, quoted, quotingUri }: RefusedQuote,
): Promise<void> {
  const quotedAuthor = await needs.accounts.findAccount(quoted.accountId)
  if (quotedAuthor?.domain !== null) return
  const activity = describeQuoteAnswer(
    addresses,
    { requestUri, quoter, quotedAuthor, quotedUri: addresses.post(quoted), quotingUri },
    { type: 'Reject', answerId: needs.ids.next() },
  )
  const inboxes = { named: inboxOf(quoter, []) }
  await needs.db.transact((tx) => send(tx, { accountId: quotedAuthor.id, activity, inboxes }))
}
