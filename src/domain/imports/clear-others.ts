import type { AccountId } from '#domain/accounts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { handleKey, type Import, type ImportKind, importLimits, keyOf, memberKey } from './import.ts'
import { selectEntries } from './import-store.ts'
import type { ImportsNeeds } from './needs.ts'

/** Something that somebody has here, as a file would name it. */
interface Held {
  readonly id: string
  /** Undefined for what no file can name: it stays. */
  readonly key: string | undefined
  readonly remove: () => Promise<unknown>
}

type ListHeld = (needs: ImportsNeeds, accountId: AccountId, page: Page) => Promise<Held[]>

const batch = 200

/**
 * What comes before the first row: lists that are missing are made, and where everything else is to go, it goes, unless it
 * is younger than the import. Done again, it changes nothing.
 * @param mayGoOn false when the time is over
 * @returns whether it is finished
 */
export async function clearOthers(
  needs: ImportsNeeds,
  one: Import,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const entries = (await selectEntries(needs.db.sql, one.id, importLimits.rows)).map(({ entry }) => entry)
  const kept = new Set(entries.map(keyOf))
  const titles = new Set(entries.flatMap((entry) => (entry.kind === 'member' ? entry.title : [])))
  const isFinished = one.mode === 'merge' || (await clearAll(needs, one, { titles, kept, mayGoOn }))
  if (isFinished) await makeLists(needs, one.accountId, titles)
  return isFinished
}

interface Bounds {
  readonly titles: ReadonlySet<string>
  readonly kept: ReadonlySet<string>
  readonly mayGoOn: () => boolean
}

function clearAll(needs: ImportsNeeds, one: Import, bounds: Bounds): Promise<boolean> {
  const { accountId, kind } = one
  if (kind === 'lists') return clearLists(needs, one, bounds)
  const list = (page: Page) => listHeld[kind](needs, accountId, page)
  return clear(one, bounds.kept, { mayGoOn: bounds.mayGoOn, list })
}

async function clear(
  one: Import,
  kept: ReadonlySet<string>,
  { mayGoOn, list }: { mayGoOn: () => boolean; list: (page: Page) => Promise<Held[]> },
): Promise<boolean> {
  let maxId: string = one.id
  for (;;) {
    const held = await list({ limit: batch, maxId })
    for (const { key, remove } of held) if (key !== undefined && !kept.has(key)) await remove()
    const last = held.at(-1)
    if (!last || held.length < batch) return true
    maxId = last.id
    if (!mayGoOn()) return false
  }
}

async function clearLists(
  needs: ImportsNeeds,
  one: Import,
  {
    titles,
    kept,
    mayGoOn,
  }: { titles: ReadonlySet<string>; kept: ReadonlySet<string>; mayGoOn: () => boolean },
): Promise<boolean> {
  for (const { id, title } of await needs.lists.listLists(one.accountId)) {
    if (!mayGoOn()) return false
    if (!titles.has(title)) {
      if (BigInt(id) < BigInt(one.id)) await needs.lists.deleteList(one.accountId, id)
      continue
    }
    const list = async (page: Page): Promise<Held[]> => {
      const members = await needs.lists.listMembers(id, page)
      const handleOf = await findHandles(
        needs,
        members.map((member) => member.accountId),
      )
      return members.map((member) => {
        const handle = handleOf(member.accountId)
        return {
          id: member.id,
          key: handle && memberKey(title, handle),
          remove: () => needs.lists.removeMembers(one.accountId, id, [member.accountId]),
        }
      })
    }
    if (!(await clear(one, kept, { mayGoOn, list }))) return false
  }
  return true
}

/** As many as there may be; members of the others fail. */
async function makeLists(
  needs: ImportsNeeds,
  accountId: AccountId,
  titles: ReadonlySet<string>,
): Promise<void> {
  const known = new Set((await needs.lists.listLists(accountId)).map(({ title }) => title))
  for (const title of titles) {
    if (!known.has(title) && !(await needs.lists.createList(accountId, { title }))) return
  }
}

const listHeld: Readonly<Record<Exclude<ImportKind, 'lists'>, ListHeld>> = {
  async follows(needs, accountId, page) {
    const side = { of: 'following', accountId, state: 'accepted' } as const
    const follows = await needs.relationships.listFollows(side, page)
    return ofAccounts(
      needs,
      follows.map((follow) => ({
        id: follow.id,
        accountId: follow.followedId,
        remove: () => needs.relationships.endFollow({ followerId: accountId, followedId: follow.followedId }),
      })),
    )
  },
  async blocks(needs, accountId, page) {
    const held = await needs.relationships.listHeld({ of: 'blocks', accountId }, page)
    return ofAccounts(
      needs,
      held.map((block) => ({
        ...block,
        remove: () =>
          needs.relationships.unblockAccount({ blockerId: accountId, blockedId: block.accountId }),
      })),
    )
  },
  async mutes(needs, accountId, page) {
    const held = await needs.relationships.listHeld({ of: 'mutes', accountId }, page)
    return ofAccounts(
      needs,
      held.map((mute) => ({
        ...mute,
        remove: () => needs.relationships.unmuteAccount({ muterId: accountId, mutedId: mute.accountId }),
      })),
    )
  },
  async domain_blocks(needs, accountId, page) {
    const blocks = await needs.relationships.listDomainBlocks(accountId, page)
    return blocks.map(({ id, domain }) => ({
      id,
      key: domain,
      remove: () => needs.relationships.unblockDomain(accountId, domain),
    }))
  },
  async bookmarks(needs, accountId, page) {
    const marked = await needs.posts.listMarked('bookmarks', accountId, page)
    const views = await needs.posts.findViews(marked.map(({ postId }) => postId))
    return marked.map(({ id, postId }) => {
      const post = views.get(postId)?.post
      return {
        id,
        key: post && (post.uri ?? `${needs.origin}/posts/${post.id}`),
        remove: () => needs.posts.unbookmarkPost({ accountId, postId }),
      }
    })
  },
}

async function ofAccounts(
  needs: ImportsNeeds,
  held: readonly (Omit<Held, 'key'> & { readonly accountId: AccountId })[],
): Promise<Held[]> {
  const handleOf = await findHandles(
    needs,
    held.map((one) => one.accountId),
  )
  return held.map(({ id, accountId, remove }) => {
    const handle = handleOf(accountId)
    return { id, key: handle && handleKey(handle), remove }
  })
}

async function findHandles(needs: ImportsNeeds, ids: readonly AccountId[]) {
  const accounts = await needs.accounts.findAccounts(ids)
  return (id: AccountId) => accounts.get(id)
}
