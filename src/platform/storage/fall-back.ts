import type { Storage } from './storage.ts'

/** A storage to which an older one is being moved: what is not there yet is read from the older one. */
export function fallBack(storage: Storage, older: Storage): Storage {
  return {
    put: storage.put,
    open: async (key, range) => (await storage.open(key, range)) ?? older.open(key, range),
    // First the older one: whoever moves it just now looks whether it is still there.
    async remove(key) {
      await older.remove(key)
      await storage.remove(key)
    },
    sizeOf: async (key) => (await storage.sizeOf(key)) ?? older.sizeOf(key),
  }
}
