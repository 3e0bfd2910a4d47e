import type { Account } from './account.ts'

/**
 * Whether nobody else may see whom an account follows, and who follows it. Who follows a neighbourhood mostly lives there:
 * of places and neighbourhoods it is never told.
 */
export function hidesFollows(account: Pick<Account, 'hideCollections' | 'kind' | 'username'>): boolean {
  return account.hideCollections || isOfPlace(account)
}

/** Whether an account, here or elsewhere, is that of a place or a neighbourhood. */
export function isOfPlace({ kind, username }: Pick<Account, 'kind' | 'username'>): boolean {
  return kind === 'service' && ofPlace.test(username)
}

/** Names of such accounts, as JavaScript and PostgreSQL both read it. */
export const placeNames = '^(place_[1-9][0-9]{0,18}|area_87[0-9a-f]{13})$'

const ofPlace = new RegExp(placeNames)
