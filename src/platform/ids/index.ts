export { createIdMaker, type Id, type IdMaker, idTime, parseId } from './id-maker.ts'
export { leaseWorkerId, type WorkerLease } from './lease-worker-id.ts'
