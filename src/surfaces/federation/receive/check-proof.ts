import { isSameOrigin } from '../read-json.ts'
import { readObjectProof } from '../signatures/index.ts'
import type { InboxNeeds } from './needs.ts'
import type { Activity, ActivityType } from './parse-activity.ts'

/**
 * What may come by others than its actor: about posts alone, where old news does no harm (a Create is taken once, a
 * Delete leaves a tombstone, an older Update is dropped). A Follow or an Undo of last week would be done again.
 */
const passedOn: ReadonlySet<ActivityType> = new Set(['Create', 'Update', 'Delete'])
const maxAgeMs = 14 * 24 * 3600 * 1000
const maxAheadMs = 3600 * 1000

/**
 * Whether an activity that somebody else passed on is its actor's own (FEP-8b32): by a proof with a key that the
 * actor's document lists, made lately.
 */
export async function isVouchedFor(
  needs: Pick<InboxNeeds, 'clock' | 'findKey' | 'peers'>,
  activity: Activity,
): Promise<boolean> {
  const proof = passedOn.has(activity.type) ? readObjectProof(activity.json) : undefined
  if (!proof?.created || !isSameOrigin(proof.keyId, activity.actor)) return false
  const age = needs.clock.now() - proof.created.getTime()
  if (age > maxAgeMs || age < -maxAheadMs) return false
  if (await needs.peers.isBlocked(new URL(activity.actor).host)) return false
  const known = await needs.findKey.known(proof.keyId)
  const found = known ? { key: known } : await needs.findKey.fetch(proof.keyId, activity.actor)
  if (!('key' in found)) return false
  return found.key.actorUri === activity.actor && proof.isMadeWith(found.key.key)
}
