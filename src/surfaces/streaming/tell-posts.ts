import { type AccountId, isLimited } from '#domain/accounts/index.ts'
import type { ListId } from '#domain/lists/index.ts'
import type { PostFact, PostId, PostView } from '#domain/posts/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import { findPersonal, type PersonalNeeds } from './find-personal.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import type { Subscription } from './subscription.ts'
import { createTeller } from './teller.ts'

type Needs = Pick<StreamingNeeds, 'accounts' | 'timelines' | 'presentStatuses'> & PersonalNeeds

/** Looks that are presented at the same time: other work wants connections, too. */
const maxAtOnce = 4

/** A post with those who listen where it appears. */
interface Appearance {
  readonly event: AppendedEvent
  readonly postId: PostId
  readonly listeners: readonly Subscription[]
}

/**
 * Tells of posts that are new or changed: finds where each appears, drops readers who may not or would not see it,
 * presents it once, and once more only for those to whom it looks different. Queries do not grow with the readers.
 */
export const tellPosts =
  (needs: Needs, name: 'update' | 'status.update') =>
  async (events: readonly AppendedEvent[], registry: Registry): Promise<void> => {
    const ids = events.map(postIdOf)
    const [views, homes, lists] = await Promise.all([
      needs.posts.findViews(ids),
      findHomes(needs, ids, registry),
      findLists(needs, ids, registry),
    ])
    const authors = await needs.accounts.findAccounts([...views.values()].map(({ post }) => post.accountId))
    const appearances = events.flatMap((event): Appearance[] => {
      const postId = postIdOf(event)
      const view = views.get(postId)
      const personal = [...(homes.get(postId) ?? []), ...(lists.get(postId) ?? [])]
      const author = view && authors.get(view.post.accountId)
      const isOpen = author !== undefined && !isLimited(author)
      const listeners = view ? [...personal, ...(isOpen ? findPublic(view, registry) : [])] : []
      return listeners.length > 0 ? [{ event, postId, listeners }] : []
    })
    if (appearances.length === 0) return
    const kept = await needs.timelines.keepReaders(
      new Map(
        appearances.map((one) => [
          one.postId,
          new Set(one.listeners.map((listener) => listener.connection.reader.accountId)),
        ]),
      ),
    )
    const payloads = await presentFor(needs, views, kept)
    for (const { event, postId, listeners } of appearances) {
      const readers = kept.get(postId)
      const tell = createTeller(name, event)
      for (const listener of listeners) {
        const { accountId } = listener.connection.reader
        const payload = readers?.has(accountId) ? payloads(postId, accountId) : undefined
        if (payload !== undefined) tell(listener, payload)
      }
    }
  }

export function postIdOf(event: AppendedEvent): PostId {
  return (event.data as PostFact).postId
}

async function findHomes(
  needs: Needs,
  ids: readonly PostId[],
  registry: Registry,
): Promise<Map<PostId, Subscription[]>> {
  const rows = await needs.timelines.listHomeReceivers(ids, registry.accountsOf('user'))
  return gather(rows.map(({ postId, accountId }) => [postId, registry.find('user', accountId)]))
}

async function findLists(
  needs: Needs,
  ids: readonly PostId[],
  registry: Registry,
): Promise<Map<PostId, Subscription[]>> {
  const rows = await needs.timelines.listListReceivers(ids, registry.idsOf('list') as ListId[])
  return gather(rows.map(({ postId, listId }) => [postId, registry.find('list', listId)]))
}

function gather(rows: readonly (readonly [PostId, Iterable<Subscription>])[]): Map<PostId, Subscription[]> {
  const gathered = new Map<PostId, Subscription[]>()
  for (const [postId, found] of rows) gathered.set(postId, [...(gathered.get(postId) ?? []), ...found])
  return gathered
}

/** Feeds that everybody may read carry public posts, and no boosts. */
function findPublic({ post, media, tags }: PostView, registry: Registry): Subscription[] {
  if (post.visibility !== 'public' || post.boostOfId) return []
  const sides = ['everywhere', post.local ? 'here' : 'elsewhere']
  const names = tags.map((tag) => tag.toLowerCase())
  return [
    ...sides.flatMap((side) => [...registry.find('public', side)]),
    ...(media.length > 0 ? sides.flatMap((side) => [...registry.find('public', `${side}:media`)]) : []),
    ...names.flatMap((tag) => [...registry.find('tag', tag)]),
    ...(post.local ? names.flatMap((tag) => [...registry.find('tag', `here:${tag}`)]) : []),
  ]
}

/** @returns the JSON of a post for one of its readers */
async function presentFor(
  needs: Needs,
  views: ReadonlyMap<PostId, PostView>,
  kept: ReadonlyMap<PostId, ReadonlySet<AccountId>>,
): Promise<(postId: PostId, accountId: AccountId) => string | undefined> {
  const read = [...kept].flatMap(([id, readers]) => (readers.size > 0 ? [id] : []))
  const [common, personal] = await Promise.all([
    needs.presentStatuses(undefined, read),
    findPersonal(needs, views, kept),
  ])
  const commonJson = new Map(common.map((status) => [status.id, JSON.stringify(status)]))
  const personalJson = new Map<string, string>()
  const rest = [...personal]
  const presentOwn = async () => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const [accountId, ids] = next
      for (const status of await needs.presentStatuses(accountId, ids))
        personalJson.set(`${status.id}:${accountId}`, JSON.stringify(status))
    }
  }
  await Promise.all(Array.from({ length: maxAtOnce }, presentOwn))
  return (postId, accountId) => personalJson.get(`${postId}:${accountId}`) ?? commonJson.get(postId)
}
