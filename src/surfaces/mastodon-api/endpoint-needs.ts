import type { MastodonApiNeeds } from './needs.ts'
import { findOwnAccount } from './present/find-own-account.ts'
import { presentAccounts } from './present/present-account.ts'
import { presentNotifications } from './present/present-notifications.ts'
import { presentStatuses } from './present/present-statuses.ts'
import { presentTags } from './present/present-tags.ts'

/** The rooms with the presenters that stand on them: what endpoints choose from. */
export function toEndpointNeeds(rooms: MastodonApiNeeds) {
  const accountsPresenter = presentAccounts(rooms)
  const statusesPresenter = presentStatuses({ ...rooms, presentAccounts: accountsPresenter })
  const presenters = { presentAccounts: accountsPresenter, presentStatuses: statusesPresenter }
  return {
    ...rooms,
    ...presenters,
    presentNotifications: presentNotifications({ ...rooms, ...presenters }),
    presentTags: presentTags(rooms),
    findOwnAccount: findOwnAccount(rooms),
  }
}

export type EndpointNeeds = ReturnType<typeof toEndpointNeeds>
