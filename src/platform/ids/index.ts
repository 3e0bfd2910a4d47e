export {
  createIdMaker,
  type Id,
  type IdMaker,
  idAsNumber,
  idTime,
  keepAfter,
  parseId,
  type RawJson,
  roundedBy,
} from './id-maker.ts'
export { leaseWorkerId, type WorkerLease } from './lease-worker-id.ts'
