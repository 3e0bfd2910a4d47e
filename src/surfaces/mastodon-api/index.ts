export { listEndpoints } from './endpoints.ts'
export type { MastodonApiNeeds } from './needs.ts'
export { pictureOf, presentAccounts } from './present/present-account.ts'
export { type PresentedStatus, presentStatuses } from './present/present-statuses.ts'
