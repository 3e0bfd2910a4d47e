import { accountDeleted } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteNamingsBy } from './companion-store.ts'
import { nameAgain } from './companions.ts'
import { deleteKeysOf } from './key-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { deletePreferencesOf } from './preference-store.ts'
import { deleteZonesOf } from './zone-store.ts'

/** Who leaves is named nowhere, and where they lived is kept no longer. Their check-ins go with their posts. */
export const onAccounts = (needs: CheckinsNeeds, forget: (postId: PostId) => void): Reaction =>
  on(accountDeleted, async (events, tx) => {
    const accountIds = events.map(({ data }) => data.accountId)
    for (const accountId of accountIds)
      for (const postId of await deleteNamingsBy(tx.sql, accountId))
        await nameAgain(needs, tx, postId, forget)
    await deleteZonesOf(tx.sql, accountIds)
    await deletePreferencesOf(tx.sql, accountIds)
    await deleteKeysOf(tx.sql, accountIds)
  })
