import {
  type Account,
  type AccountId,
  accountDeleted,
  accountKeyRotated,
  accountMoved,
  accountSuspended,
  accountUpdated,
} from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import {
  describeActorDelete,
  describeActorUpdate,
  describeMove,
  describeServerActorUpdate,
  emojisWanted,
  toPublicKeys,
} from '../describe/index.ts'
import { relayUsername } from '../fetch/index.ts'
import { moveFollowers } from '../move-followers.ts'
import type { SendNeeds } from './needs.ts'
import { listKnownInboxes } from './outbox-store.ts'
import type { SendTools } from './send-activity.ts'

type Sending = SendTools<
  Pick<SendNeeds, 'accounts' | 'emojis' | 'instanceActor' | 'jobs' | 'relationships' | 'relayActor'>
>

/** What other servers are told about the profiles of people here, and about their end. */
export function accountReactions({ needs, addresses, send }: Sending): readonly Reaction[] {
  return [
    ...[accountUpdated, accountSuspended, accountKeyRotated].map((event) =>
      on(event, async (events, tx) => {
        const accountIds = new Set(events.map((event) => event.data.accountId))
        for (const accountId of accountIds) {
          if (event === accountKeyRotated) await tellOfServerKey({ needs, addresses, send }, tx, accountId)
          const account = await findPerson(needs, accountId)
          const keys =
            account && !account.deletedAt && toPublicKeys(await needs.accounts.listOwnKeys(accountId))
          if (!keys) continue
          const following = await needs.relationships.listFollowerInboxes(accountId)
          const target = account.movedToId && (await needs.accounts.findAccount(account.movedToId))
          const objectKey = await needs.accounts.getObjectKey(account)
          // Of one who is suspended, others learn that and the name.
          const told = account.suspendedAt ? { ...account, ...emptyProfile } : account
          const wanted = emojisWanted(told)
          const activity = describeActorUpdate(addresses, told, {
            emojis: (await needs.emojis.find([wanted]))(wanted),
            keys,
            objectPublicPem: objectKey.publicPem,
            movedTo: target || undefined,
          })
          await send(tx, { accountId, activity, inboxes: { named: [], following } })
        }
      }),
    ),
    on(accountMoved, async (events, tx) => {
      for (const { data } of events) {
        const { accountId, targetId } = data
        const move = { fromId: accountId, toId: targetId }
        await needs.jobs.enqueue(tx, moveFollowers, move, { dedupeKey: `${accountId}:${targetId}` })
        const account = await findPerson(needs, accountId)
        const target = account && (await needs.accounts.findAccount(targetId))
        if (!target) continue
        const following = await needs.relationships.listFollowerInboxes(accountId)
        const activity = describeMove(addresses, { account, target })
        await send(tx, { accountId, activity, inboxes: { named: [], following } })
      }
    }),
    on(accountDeleted, async (events, tx) => {
      for (const { data } of events) {
        const account = await findPerson(needs, data.accountId)
        if (!account) continue
        // Everybody who may hold a copy: the followers' rows may be gone when this is read.
        const following = await listKnownInboxes(tx.sql)
        const activity = describeActorDelete(addresses, account)
        await send(tx, { accountId: account.id, activity, inboxes: { named: [], following } })
      }
    }),
  ]
}

/** Everybody may have seen a signature of the server's own actors. */
async function tellOfServerKey(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  accountId: AccountId,
): Promise<void> {
  const account = await needs.accounts.findAccount(accountId)
  const isServer = account?.domain === null && account.kind === 'application'
  if (!isServer) return
  const actor = account.username === relayUsername ? needs.relayActor : needs.instanceActor
  const activity = describeServerActorUpdate(addresses, account, await actor.getKey())
  const following = await listKnownInboxes(tx.sql)
  await send(tx, { accountId, activity, inboxes: { named: [], following } })
}

const emptyProfile = { displayName: '', bio: '', fields: [], avatarKey: null, headerKey: null }

async function findPerson(needs: Sending['needs'], accountId: AccountId): Promise<Account | undefined> {
  const account = await needs.accounts.findAccount(accountId)
  return account?.domain === null && account.kind !== 'application' ? account : undefined
}
