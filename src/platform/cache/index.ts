export { type BatchCache, createBatchCache } from './batch-cache.ts'
export { createBoundedMap } from './bounded-map.ts'
export type { Shared } from './share-forgetting.ts'
export { createShortCache, type ShortCache } from './short-cache.ts'
