export { type BatchCache, createBatchCache } from './batch-cache.ts'
export { createShortCache, type ShortCache } from './short-cache.ts'
