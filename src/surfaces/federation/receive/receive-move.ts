import type { Account } from '#domain/accounts/index.ts'
import { idOf, member, originOf } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

/**
 * An account lives on as another one. Its own word is not enough: the other one, fetched again, must name it as an
 * alias (R10). Its followers here go over by a job.
 */
export const receiveMove =
  (needs: Pick<ReceiveNeeds, 'accounts' | 'fetching' | 'origin'>) =>
  async (activity: Activity, account: Account): Promise<void> => {
    const target = idOf(member(activity.json, 'target'))
    if (idOf(member(activity.json, 'object')) !== activity.actor || target === undefined) return
    if (target === activity.actor) return
    const isOurs = originOf(target) === needs.origin
    const found = isOurs
      ? await needs.accounts.findByUri(target)
      : await needs.fetching.resolve.refresh(target)
    if (!found?.alsoKnownAs.includes(activity.actor)) return
    await needs.accounts.recordMove(account.id, found.id)
  }
