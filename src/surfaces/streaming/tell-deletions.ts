import type { AccountId } from '#domain/accounts/index.ts'
import type { PostFact } from '#domain/posts/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import type { Subscription } from './subscription.ts'
import { createTeller } from './teller.ts'

type Needs = Pick<StreamingNeeds, 'relationships'>
type DeletedFact = PostFact & { readonly mentionedIds: readonly AccountId[] }

/**
 * Tells that posts are gone, or gone for all but their authors, by id: to everybody who may have been shown it, and to nobody else, because an id that is
 * known to have been says that there was a post (R13).
 */
export const tellDeletions =
  (needs: Needs, who: 'everybody' | 'others') =>
  async (events: readonly AppendedEvent[], registry: Registry): Promise<void> => {
    const facts = events.map((event) => event.data as DeletedFact)
    const accounts = registry.accountsOf('user')
    const follows = await needs.relationships.filterFollowPairs(accounts, [
      ...new Set(facts.map((fact) => fact.authorId)),
    ])
    events.forEach((event, index) => {
      const fact = facts[index]
      if (!fact) return
      const tell = createTeller('delete', event)
      for (const listener of findListeners(fact, accounts, follows, registry)) {
        const isAuthor = listener.connection.reader.accountId === fact.authorId
        if (who === 'everybody' || !isAuthor) tell(listener, fact.postId)
      }
    })
  }

function findListeners(
  fact: DeletedFact,
  accounts: readonly AccountId[],
  follows: ReadonlySet<string>,
  registry: Registry,
): Subscription[] {
  const concerned = accounts.filter(
    (accountId) =>
      accountId === fact.authorId ||
      fact.mentionedIds.includes(accountId) ||
      (fact.visibility !== 'direct' && follows.has(`${accountId}:${fact.authorId}`)),
  )
  const homes = concerned.flatMap((accountId) => [...registry.find('user', accountId)])
  if (fact.visibility !== 'public' || fact.boostOfId) return homes
  const side = fact.local ? 'here' : 'elsewhere'
  // Where it stood is gone with it, so every listener to a tag or a list hears of it: its id was public.
  const tags = registry.idsOf('tag').filter((id) => fact.local || !id.startsWith('here:'))
  return [
    ...homes,
    ...['everywhere', side].flatMap((id) => [
      ...registry.find('public', id),
      ...registry.find('public', `${id}:media`),
    ]),
    ...tags.flatMap((id) => [...registry.find('tag', id)]),
    ...registry.idsOf('list').flatMap((id) => [...registry.find('list', id)]),
  ]
}
