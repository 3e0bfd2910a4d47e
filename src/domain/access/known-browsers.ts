import { createHash } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import { insertBrowser } from './browser-store.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { storable } from './storable.ts'

/**
 * A browser that was not here lately may be a thief's: its owner is told. Not of the very first one, for then the person
 * has just come. Nothing is kept where no letters are sent.
 * @param userAgent as the browser says; of it only a hash is kept
 */
export const tellOfNewBrowser =
  (needs: AccessNeeds) =>
  async (accountId: AccountId, userAgent = ''): Promise<void> => {
    if (!needs.sendsMail) return
    const device = storable(userAgent, 300)
    const at = new Date(needs.clock.now())
    const browserHash = createHash('sha256').update(device).digest()
    await needs.db.transact(async (tx) => {
      const others = await insertBrowser(tx.sql, { accountId, browserHash, at })
      if (others > 0)
        await postLetter(needs)(tx, { kind: 'new-sign-in', accountId, at: at.toISOString(), device })
    })
  }
