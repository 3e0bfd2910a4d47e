import { createHash } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { defineJob } from '#platform/jobs/index.ts'
import type { Addresses, DescribedActivity } from '../describe/index.ts'
import { addLdSignature, addObjectProof, digestBody, importPrivateKey } from '../signatures/index.ts'
import { publicCollection } from '../vocabulary.ts'
import { createChoosePriority, deliveryPriorities } from './choose-priority.ts'
import type { SendNeeds } from './needs.ts'
import { deleteActivity, insertActivity } from './outbox-store.ts'
import { createGetSigningKey } from './signing-keys.ts'

/** One activity to one inbox. */
export const deliverActivity = defineJob<{
  readonly activityId: string
  readonly inbox: string
  readonly accountId: AccountId
  /** Whether the receiver is told which of its people follow the account (FEP-8fcf). */
  readonly synchronise?: true
  /** An activity of the same account: until that one has been delivered to this inbox, or given up, this one waits. */
  readonly after?: string
}>('deliver-activity', { priorities: deliveryPriorities })

/** What everything that tells other servers works with. */
export interface SendTools<Needs = SendNeeds> {
  readonly needs: Needs
  readonly addresses: Addresses
  readonly send: SendActivity
}

/** Where an activity goes: those whom it names first, then those who only follow. */
export interface Inboxes {
  readonly named: readonly string[]
  readonly following?: readonly string[]
}

export type SendActivity = (
  tx: Transaction,
  sending: {
    /** The local account in whose name it is signed. */
    accountId: AccountId
    activity: DescribedActivity
    inboxes: Inboxes
    /** The id of the fact that it tells, under which it can be withdrawn; a fresh one by default. */
    id?: string
    /** The id of what must be at each inbox before it, and when it may go at the soonest. */
    after?: { readonly id: string; readonly runAt: Date } | undefined
    /** It is for followers alone: a receiver who thinks wrongly of who these are would show it to others. */
    synchronise?: boolean
    /** Whether those to whom a relay forwards it can see that it is genuine. */
    ldSignature?: boolean
  },
) => Promise<void>

const jobsAtOnce = 1000

/** Serialises and hashes an activity once, and writes a delivery for each inbox, in the caller's transaction. */
export const createSendActivity = (
  needs: Pick<SendNeeds, 'accounts' | 'clock' | 'db' | 'ids' | 'jobs' | 'objectProofs' | 'origin' | 'peers'>,
): SendActivity => {
  const choosePriority = createChoosePriority(needs.clock)
  const getKey = createGetSigningKey(needs)
  const signForOthers = async (activity: DescribedActivity, accountId: AccountId) =>
    addLdSignature(activity, { key: await getKey(accountId), date: new Date(needs.clock.now()) })
  return async (
    tx,
    { accountId, activity, inboxes, id: wantedId, after, synchronise, ldSignature = false },
  ) => {
    const isElsewhere = (inbox: string) => !inbox.startsWith(`${needs.origin}/`)
    const named = new Set(inboxes.named.filter(isElsewhere))
    const following = new Set(inboxes.following?.filter(isElsewhere)).difference(named)
    const wanted = [...named, ...following]
    if (wanted.length === 0) return
    const priority = choosePriority(accountId, { named: named.size, following: following.size })
    const targets = (await needs.peers.keepReachable(tx.sql, wanted)).map((inbox) => ({
      inbox,
      priority: named.has(inbox) ? priority.named : priority.following,
    }))
    if (targets.length === 0) return
    const id = wantedId ?? needs.ids.next()
    const proven = await prove(needs, accountId, activity)
    const body = JSON.stringify(ldSignature ? await signForOthers(proven, accountId) : proven)
    await insertActivity(tx.sql, { id, accountId, body, digest: digestBody(body) })
    for (let at = 0; at < targets.length; at += jobsAtOnce) {
      const items = targets.slice(at, at + jobsAtOnce).map(({ inbox, priority }) => ({
        payload: {
          activityId: id,
          inbox,
          accountId,
          ...(synchronise && { synchronise: true as const }),
          ...(after && { after: after.id }),
        },
        lane: new URL(inbox).host,
        dedupeKey: deliveryKey(id, inbox),
        ...(after && { runAt: after.runAt }),
        priority,
      }))
      await needs.jobs.enqueueAll(tx, deliverActivity, items)
    }
  }
}

/**
 * Only what everybody may read is proven: a proof lets whoever has a copy show that it is genuine. The instance actor
 * has no key for it.
 */
async function prove(
  needs: Pick<SendNeeds, 'accounts' | 'clock' | 'objectProofs'>,
  accountId: AccountId,
  activity: DescribedActivity,
): Promise<DescribedActivity> {
  const isPublic = ['to', 'cc'].some((member) => {
    const named = activity[member]
    return Array.isArray(named) && named.includes(publicCollection)
  })
  if (!needs.objectProofs || !isPublic) return activity
  const account = await needs.accounts.findAccount(accountId)
  if (!account || account.kind === 'application') return activity
  const { keyId, privatePem } = await needs.accounts.getObjectKey(account)
  if (privatePem === null) throw new Error('A key of our own has no private half.')
  const context = [activity['@context'], dataIntegrityContext].flat()
  return addObjectProof(
    { ...activity, '@context': context },
    { key: { keyId, privateKey: importPrivateKey(privatePem) }, date: new Date(needs.clock.now()) },
  )
}

const dataIntegrityContext = 'https://w3id.org/security/data-integrity/v1'

/**
 * Takes back what has not been delivered yet. A Follow that waits for its server to come back, signed anew at each
 * try, would otherwise arrive after its Undo.
 */
export async function withdrawActivity(tx: Transaction, factId: string): Promise<void> {
  await deleteActivity(tx.sql, factId)
}

/** The key under which an activity waits for an inbox. */
export function deliveryKey(activityId: string, inbox: string): string {
  return `${activityId}:${shortHash(inbox)}`
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
