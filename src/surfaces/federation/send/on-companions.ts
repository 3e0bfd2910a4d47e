import { type Account, isActive } from '#domain/accounts/index.ts'
import { companionAgreed, companionAsked, companionEnded, type NamingFact } from '#domain/checkins/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { describeCompanionAnswer, describeCompanionAsk, describeCompanionAskEnd } from '../describe/index.ts'
import { inboxOf } from './on-posts.ts'
import type { SendTools } from './send-activity.ts'

/** What other servers are told about companions: questions, their answers, and that either is taken back. */
export function companionReactions(sending: SendTools): readonly Reaction[] {
  return [
    on(companionAsked, async (events, tx) => {
      for (const { data } of events) await ask(sending, tx, data)
    }),
    on(companionAgreed, async (events, tx) => {
      for (const { id, data } of events) await answer(sending, tx, data, { type: 'Accept', answerId: id })
    }),
    on(companionEnded, async (events, tx) => {
      for (const { id, data } of events) {
        await answer(sending, tx, data, { type: 'Reject', answerId: id })
        await takeBack(sending, tx, data)
      }
    }),
  ]
}

type Pair = Pick<NamingFact, 'authorId' | 'companionId'>

async function findPair({ needs }: SendTools, { authorId, companionId }: Pair) {
  const accounts = await needs.accounts.findAccounts([authorId, companionId])
  const [author, companion] = [accounts.get(authorId), accounts.get(companionId)]
  return author && companion && { author, companion }
}

/** Somebody elsewhere is asked by somebody here. */
async function ask(sending: SendTools, tx: Transaction, fact: Omit<NamingFact, 'uri'>): Promise<void> {
  const { needs, addresses, send } = sending
  const pair = await findPair(sending, fact)
  if (!pair || !isAcross(pair.author, pair.companion) || !isActive(pair.author)) return
  const askedAt = new Date(needs.clock.now())
  const activity = describeCompanionAsk(addresses, { postId: fact.postId, ...pair, askedAt })
  await send(tx, { accountId: pair.author.id, activity, inboxes: { named: inboxOf(pair.companion, []) } })
}

async function takeBack(sending: SendTools, tx: Transaction, fact: NamingFact): Promise<void> {
  const { addresses, send } = sending
  const pair = await findPair(sending, fact)
  if (!pair || !isAcross(pair.author, pair.companion)) return
  const activity = describeCompanionAskEnd(addresses, { postId: fact.postId, ...pair })
  await send(tx, { accountId: pair.author.id, activity, inboxes: { named: inboxOf(pair.companion, []) } })
}

/** Somebody here answers somebody elsewhere. */
async function answer(
  sending: SendTools,
  tx: Transaction,
  fact: NamingFact,
  which: { type: 'Accept' | 'Reject'; answerId: string },
): Promise<void> {
  const { addresses, send } = sending
  if (fact.uri === null) return
  const pair = await findPair(sending, fact)
  if (!pair || !isAcross(pair.companion, pair.author)) return
  const activity = describeCompanionAnswer(addresses, { askUri: fact.uri, ...pair }, which)
  await send(tx, { accountId: pair.companion.id, activity, inboxes: { named: inboxOf(pair.author, []) } })
}

/** From somebody here to somebody elsewhere. */
function isAcross(from: Account, to: Account): boolean {
  return from.domain === null && to.domain !== null
}
