import type { Account } from '#domain/accounts/index.ts'
import type { Handle } from './find-webfinger.ts'
import type { ResolveAccount } from './resolve-account.ts'

const deadlineMs = 5000
const maxHandles = 50

/**
 * Finds out about accounts by handle, all at once, for mentions in a post that somebody waits to see published:
 * whoever does not answer within five seconds altogether is left out, and the mention stays plain text.
 */
export const createLookUpRemote =
  (resolve: Pick<ResolveAccount, 'byHandle'>) =>
  async (handles: readonly Handle[]): Promise<Account[]> => {
    const signal = AbortSignal.timeout(deadlineMs)
    const found = await Promise.all(
      handles.slice(0, maxHandles).map((handle) => resolve.byHandle(handle, signal).catch(() => undefined)),
    )
    return found.filter((account) => account !== undefined)
  }
