import { type AccountId, accountDeleted, accountSuspended } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteBrowsersOf } from './browser-store.ts'
import { deleteEmailTokensOf } from './email-store.ts'
import { endAllAccess } from './end-all-access.ts'
import type { AccessNeeds } from './needs.ts'
import { deletePasskeysOf } from './passkey-store.ts'
import { deleteUsers } from './user-store.ts'

/** A suspended account's sessions and tokens end; of a deleted one the e-mail address and the password go as well. */
export function accessReactions(needs: Pick<AccessNeeds, 'clock' | 'announce'>): readonly Reaction[] {
  const now = () => new Date(needs.clock.now())
  const end = endAllAccess(needs)
  const accountsOf = (events: readonly { data: { accountId: AccountId } }[]) => [
    ...new Set(events.map((event) => event.data.accountId)),
  ]
  return [
    on(accountSuspended, (events, tx) => end(tx, accountsOf(events), { at: now() })),
    on(accountDeleted, async (events, tx) => {
      await end(tx, accountsOf(events), { at: now() })
      await deleteBrowsersOf(tx.sql, accountsOf(events))
      await deleteEmailTokensOf(tx.sql, accountsOf(events))
      await deletePasskeysOf(tx.sql, accountsOf(events))
      await deleteUsers(tx.sql, accountsOf(events))
    }),
  ]
}
