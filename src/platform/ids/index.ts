export { createIdMaker, type IdMaker, idAt, idTime, isId } from './id-maker.ts'
export { leaseWorkerId, type WorkerLease } from './lease-worker-id.ts'
