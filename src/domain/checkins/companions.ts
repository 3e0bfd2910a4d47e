import { type Account, type AccountId, handleOf, isActive } from '#domain/accounts/index.ts'
import { type PostId, postHidden } from '#domain/posts/index.ts'
import { accountBlocked } from '#domain/relationships/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { Companion } from './checkin.ts'
import { selectByPosts } from './checkin-store.ts'
import {
  deleteBetween,
  deleteNaming,
  deleteNamingsOf,
  insertAsked,
  lockCheckin,
  type Naming,
  selectNamings,
  updateCompanions,
  updateToAgreed,
} from './companion-store.ts'
import { renderPlaceLine } from './describe-checkin.ts'
import { companionAgreed, companionAsked, companionEnded } from './events.ts'
import type { CheckinsNeeds } from './needs.ts'

type Forget = (postId: PostId) => void

/** More is no company. */
export const maxCompanions = 10

/**
 * Whom a check-in may ask: people who follow its author, here and elsewhere. Whoever blocks or is blocked follows nobody, so
 * they cannot be asked, and the refusal is the same as for a stranger. What is for named people alone or for nobody
 * cannot be told to somebody else by asking.
 */
export async function mayAsk(
  needs: Pick<CheckinsNeeds, 'accounts' | 'relationships'>,
  authorId: AccountId,
  companionIds: readonly AccountId[],
): Promise<boolean> {
  const asked = [...new Set(companionIds)]
  if (asked.length === 0) return true
  if (asked.length > maxCompanions || asked.includes(authorId)) return false
  const [accounts, standings] = await Promise.all([
    needs.accounts.findAccounts(asked),
    needs.relationships.findStandings(authorId, asked),
  ])
  const following = new Set(standings.filter((one) => one.followedBy).map((one) => one.accountId))
  return asked.every((id) => {
    const account = accounts.get(id)
    return account !== undefined && isActive(account) && following.has(id)
  })
}

/** Writes who is asked, and tells them. */
export async function askCompanions(
  needs: Pick<CheckinsNeeds, 'announce' | 'clock'>,
  tx: Transaction,
  { postId, authorId, uri }: { postId: PostId; authorId: AccountId; uri?: string },
  companionIds: readonly AccountId[],
): Promise<void> {
  const at = new Date(needs.clock.now())
  for (const companionId of await insertAsked(tx.sql, { postId, authorId, at, uri }, [
    ...new Set(companionIds),
  ])) {
    const subject = `companion:${postId}:${companionId}`
    await needs.announce(tx, companionAsked, { subject, data: { postId, authorId, companionId } })
  }
}

export type AskOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'not_found' | 'unknown_companion' }

/** Asks more people about a check-in that is there. */
export const askAbout =
  (needs: CheckinsNeeds) =>
  async (postId: PostId, authorId: AccountId, companionIds: readonly AccountId[]): Promise<AskOutcome> => {
    const [post, [checkin]] = await Promise.all([
      needs.posts.findPost(postId),
      selectByPosts(needs.db.sql, [postId]),
    ])
    if (!post?.local || post.accountId !== authorId || !checkin) return { ok: false, because: 'not_found' }
    const named = await selectNamings(needs.db.sql, postId)
    const all = [...named.map((naming) => naming.accountId), ...companionIds]
    if (post.visibility === 'direct' || new Set(all).size > maxCompanions) {
      return { ok: false, because: 'unknown_companion' }
    }
    if (!(await mayAsk(needs, authorId, companionIds))) return { ok: false, because: 'unknown_companion' }
    await needs.db.transact((tx) => askCompanions(needs, tx, { postId, authorId }, companionIds))
    return { ok: true }
  }

/**
 * Agrees to be named. Only now does the check-in say so, on every door and wire.
 * @returns false when nobody asked, or when the check-in is not to be seen any more
 */
export const agree =
  (needs: CheckinsNeeds, forget: Forget) =>
  async (postId: PostId, accountId: AccountId): Promise<boolean> => {
    const { ids } = await needs.posts.keepVisible(accountId, [postId])
    if (ids.length === 0) return false
    return needs.db.transact(async (tx) => {
      if (!(await lockCheckin(tx.sql, postId))) return false
      const naming = await updateToAgreed(tx.sql, postId, accountId)
      if (!naming) return false
      await announceNaming(needs, tx, companionAgreed, naming)
      await nameAgain(needs, tx, postId, forget)
      return true
    })
  }

/**
 * Ends a naming, before or after it was agreed to: by the one who is named, or by the author. Other servers get an
 * Update.
 */
export const withdraw =
  (needs: CheckinsNeeds, forget: Forget) =>
  (postId: PostId, accountId: AccountId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      await lockCheckin(tx.sql, postId)
      const naming = await deleteNaming(tx.sql, postId, accountId)
      if (!naming) return false
      await announceNaming(needs, tx, companionEnded, naming)
      await nameAgain(needs, tx, postId, forget)
      return true
    })

/** Who was asked, as far as a viewer may know: the author all, others those who agreed and themselves. */
export const listNamings =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  async (postId: PostId, viewerId: AccountId | undefined): Promise<Naming[]> =>
    (await selectNamings(needs.db.sql, postId)).filter(
      ({ state, accountId, authorId }) =>
        state === 'agreed' || accountId === viewerId || authorId === viewerId,
    )

/** Who blocks or hides ends what names them. */
export const onCompanionsGone = (needs: CheckinsNeeds, forget: Forget): readonly Reaction[] => [
  on(accountBlocked, async (events, tx) => {
    for (const { data } of events) {
      const ended = await deleteBetween(tx.sql, data.blockerId, data.blockedId)
      await announceEnded(needs, tx, ended)
      for (const { postId } of ended) await nameAgain(needs, tx, postId, forget)
    }
  }),
  on(postHidden, async (events, tx) => {
    const postIds = events.map(({ data }) => data.postId)
    await announceEnded(needs, tx, await deleteNamingsOf(tx.sql, postIds))
    for (const postId of postIds) {
      await updateCompanions(tx.sql, postId, [])
      tx.forget(() => forget(postId))
    }
  }),
]

/** Writes into a check-in's line whom it names now; nothing changes where that is the same. */
export async function nameAgain(
  needs: CheckinsNeeds,
  tx: Transaction,
  postId: PostId,
  forget: Forget,
): Promise<void> {
  const [checkin] = await selectByPosts(tx.sql, [postId])
  // A check-in of another server says by itself whom it names.
  if (!checkin || !(await needs.posts.findPost(postId))?.local) return
  const agreed = (await selectNamings(tx.sql, postId)).filter(({ state }) => state === 'agreed')
  const accounts = await needs.accounts.findAccounts(agreed.map(({ accountId }) => accountId))
  const companions = agreed.flatMap(({ accountId }): Companion[] => {
    const account = accounts.get(accountId)
    return account ? [toCompanion(needs.origin, account)] : []
  })
  const before = checkin.companions.map((companion) => companion.accountId)
  if (before.join() === companions.map((companion) => companion.accountId).join()) return
  await updateCompanions(tx.sql, postId, companions)
  await needs.posts.refreshFooter(tx, postId, renderPlaceLine(checkin.shown, companions))
  tx.forget(() => forget(postId))
}

function toCompanion(origin: string, account: Account): Companion {
  const { id: accountId, uri, url } = account
  if (uri === null) return { accountId, username: account.username, url: `${origin}/@${account.username}` }
  return { accountId, username: handleOf(account), url: url ?? uri, uri }
}

export async function announceEnded(
  needs: Pick<CheckinsNeeds, 'announce'>,
  tx: Transaction,
  namings: readonly Naming[],
): Promise<void> {
  for (const naming of namings) await announceNaming(needs, tx, companionEnded, naming)
}

function announceNaming(
  needs: Pick<CheckinsNeeds, 'announce'>,
  tx: Transaction,
  event: typeof companionEnded,
  { postId, authorId, accountId: companionId, uri }: Naming,
): Promise<unknown> {
  const subject = `companion:${postId}:${companionId}`
  return needs.announce(tx, event, { subject, data: { postId, authorId, companionId, uri } })
}
