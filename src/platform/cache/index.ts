export { createShortCache, type ShortCache } from './short-cache.ts'
