import { accessEnded, type TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Database } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { makeKeys } from './make-keys.ts'
import {
  deleteById,
  deleteByToken,
  deleteOfAccount,
  keepKeys,
  selectById,
  selectByToken,
  selectOfAccounts,
  updateSubscription,
  upsertSubscription,
  type VapidKeys,
} from './push-store.ts'
import { type PushSubscription, type SubscriptionFault, subscriptionFault } from './subscription.ts'

export type { VapidKeys } from './push-store.ts'
export type { PushPolicy, PushSubscription, SubscriptionFault } from './subscription.ts'

export interface PushNeeds {
  readonly db: Database
  readonly ids: IdMaker
}

/** Where apps want to be woken. */
export interface Push {
  /** The key pair of this server, made at the first asking. */
  findKeys(): Promise<VapidKeys>
  subscribe(
    wish: Omit<PushSubscription, 'id'>,
  ): Promise<{ ok: true; subscription: PushSubscription } | { ok: false; because: SubscriptionFault }>
  findByToken(tokenId: TokenId): Promise<PushSubscription | undefined>
  /** @returns the subscription as it is now; undefined where there is none */
  change(
    tokenId: TokenId,
    changes: Partial<Pick<PushSubscription, 'alerts' | 'policy'>>,
  ): Promise<PushSubscription | undefined>
  unsubscribe(tokenId: TokenId): Promise<void>
  findById(id: string): Promise<PushSubscription | undefined>
  listOf(accountIds: readonly AccountId[]): Promise<PushSubscription[]>
  /** The push service says that it is gone. */
  forget(id: string): Promise<void>
  readonly reactions: readonly Reaction[]
}

export function definePush({ db, ids }: PushNeeds): Push {
  const { sql } = db
  let keys: Promise<VapidKeys> | undefined
  return {
    async findKeys() {
      keys ??= keepKeys(sql, makeKeys())
      // A failure is not remembered.
      keys.catch(() => {
        keys = undefined
      })
      return keys
    },
    async subscribe(wish) {
      const because = subscriptionFault(wish)
      if (because) return { ok: false, because }
      const subscription = { ...wish, id: ids.next() }
      await upsertSubscription(sql, subscription)
      return { ok: true, subscription }
    },
    findByToken: (tokenId) => selectByToken(sql, tokenId),
    async change(tokenId, changes) {
      const known = await selectByToken(sql, tokenId)
      if (!known) return undefined
      const changed = { ...known, ...changes }
      await updateSubscription(sql, tokenId, changed)
      return changed
    },
    unsubscribe: (tokenId) => deleteByToken(sql, tokenId),
    findById: (id) => selectById(sql, id),
    listOf: async (accountIds) => (accountIds.length > 0 ? selectOfAccounts(sql, accountIds) : []),
    forget: (id) => deleteById(sql, id),
    reactions: [
      on(accessEnded, async (events, tx) => {
        for (const { data } of events) {
          if (data.tokenId === null) await deleteOfAccount(tx.sql, data.accountId)
          else await deleteByToken(tx.sql, data.tokenId)
        }
      }),
    ],
  }
}
