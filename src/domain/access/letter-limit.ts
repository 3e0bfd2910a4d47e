import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import { selectFullAt, takeLetter } from './letter-limit-store.ts'
import { hashSecret } from './secrets.ts'

/** @returns 0, or the seconds until the next letter may go to whom `key` names */
export type LetterLimit = (key: string) => Promise<number>

const burst = 3
const refillMs = 20 * 60 * 1000

/**
 * Bounds the letters with links that one person is sent: three at once, then one each twenty minutes. Counted in the database,
 * for a mailbox does not care which process floods it. The same algorithm as `createAttemptLimit` (ITU-T I.371).
 */
export const limitLetters =
  ({ db, clock }: { readonly db: Database; readonly clock: Clock }): LetterLimit =>
  async (key) => {
    const now = clock.now()
    const keyHash = hashSecret(key)
    if (await takeLetter(db.sql, { keyHash, now, refillMs, leftMs: (burst - 1) * refillMs })) return 0
    const fullAt = await selectFullAt(db.sql, keyHash)
    const wait = (fullAt?.getTime() ?? now) - now - (burst - 1) * refillMs
    return Math.max(1, Math.ceil(wait / 1000))
  }
