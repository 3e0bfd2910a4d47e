export { type AddRelayOutcome, defineRelaying, type Relaying } from './manage-relays.ts'
export { createTakeRelayed, fetchRelayed, handleRelayed } from './take-relayed.ts'
