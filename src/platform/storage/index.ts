export { openStorage } from './open-storage.ts'
export { servingFacts } from './serving-facts.ts'
export type { Storage } from './storage.ts'
export { BadStorageKey, newStorageKey, typeOfStorageKey } from './storage-key.ts'
