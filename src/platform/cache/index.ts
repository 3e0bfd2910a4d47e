export { type BatchCache, createBatchCache } from './batch-cache.ts'
export type { Shared } from './share-forgetting.ts'
export { createShortCache, type ShortCache } from './short-cache.ts'
