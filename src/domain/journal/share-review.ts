import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import type { JournalNeeds } from './needs.ts'
import { deleteShared, insertShared, type SharedReview, selectShared } from './review-store.ts'

type Needs = Pick<JournalNeeds, 'db'>

/** Gives a year away: whoever has the address sees its review. The same again gives the same address. */
export const shareReview =
  (needs: Needs) =>
  async (wish: Omit<SharedReview, 'secret'>): Promise<SharedReview> => {
    await insertShared(needs.db.sql, { ...wish, secret: randomBytes(16).toString('base64url') })
    const shared = await selectShared(needs.db.sql, wish.accountId, wish.year)
    if (!shared) throw new Error('A shared review is gone as soon as it was written.')
    return shared
  }

/** Ends it: the address leads nowhere any more, and sharing again makes another one. */
export const endSharing =
  (needs: Needs) =>
  (accountId: AccountId, year: number): Promise<boolean> =>
    deleteShared(needs.db.sql, accountId, year)

/** For the owner. */
export const findShared =
  (needs: Needs) =>
  (accountId: AccountId, year: number): Promise<SharedReview | undefined> =>
    selectShared(needs.db.sql, accountId, year)

/** For whoever comes with an address. */
export const openShared =
  (needs: Needs) =>
  async (accountId: AccountId, year: number, secret: string): Promise<SharedReview | undefined> => {
    const shared = await selectShared(needs.db.sql, accountId, year)
    return shared && isSame(shared.secret, secret) ? shared : undefined
  }

/** However much of it fits, the answer takes as long. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
