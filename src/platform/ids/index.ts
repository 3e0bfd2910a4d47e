export { createIdMaker, type Id, type IdMaker, idTime, keepAfter, parseId } from './id-maker.ts'
export { leaseWorkerId, type WorkerLease } from './lease-worker-id.ts'
