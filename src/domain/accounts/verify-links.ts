import { findRelMeLinks } from '#platform/html/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { type Account, type AccountId, isActive, isLocal, type ProfileField } from './account.ts'
import { lockAccount, selectAccounts, updateColumns } from './account-store.ts'
import { accountUpdated } from './events.ts'
import { localAddresses } from './local-addresses.ts'
import type { AccountsInside } from './needs.ts'

/** To look whether the pages that an account's fields link to link back to it. */
export const verifyLinks = defineJob<{ readonly accountId: AccountId }>('verify-links')

const mostLinks = 8

/** Fetches a page. @returns its HTML, or undefined when there is none to read */
export type ReadPage = (url: string, signal: AbortSignal) => Promise<string | undefined>

/**
 * Marks each field of a local account whose page has a link with `rel="me"` to the profile, and unmarks those whose page
 * no longer has: https://docs.joinmastodon.org/user/profile/#verification. The network is done before the transaction.
 */
export function handleLinkVerification(needs: AccountsInside, readPage: ReadPage): JobHandler {
  return handleJobs(
    verifyLinks,
    { concurrency: 2, timeoutMs: 120_000, maxAttempts: 3 },
    async ([job], signal) => {
      if (!job) return
      const [account] = await selectAccounts(needs.db.sql, [job.payload.accountId])
      if (!account || !isLocal(account) || !isActive(account)) return
      const verified = await findVerified(needs, account, { readPage, signal })
      await saveVerified(needs, account.id, verified)
    },
  )
}

async function findVerified(
  needs: AccountsInside,
  account: Pick<Account, 'username' | 'fields'>,
  { readPage, signal }: { readPage: ReadPage; signal: AbortSignal },
): Promise<Set<string>> {
  const own = localAddresses(needs.origin, account.username)
  const verified = new Set<string>()
  for (const field of account.fields.slice(0, mostLinks)) {
    const link = linkOf(field)
    const html = link && (await readPage(link, signal))
    const links = html ? findRelMeLinks(html, link) : []
    if (links.some((one) => one === own.url || one === own.uri)) verified.add(field.value)
  }
  return verified
}

async function saveVerified(
  needs: AccountsInside,
  accountId: AccountId,
  verified: ReadonlySet<string>,
): Promise<void> {
  await needs.db.transact(async (tx) => {
    const [account] = await lockAccount(tx.sql, accountId)
    if (!account) return
    const fields = account.fields.map(({ verifiedAt, ...field }) => ({
      ...field,
      ...(verified.has(field.value) && {
        verifiedAt: verifiedAt ?? new Date(needs.clock.now()).toISOString(),
      }),
    }))
    if (JSON.stringify(fields) === JSON.stringify(account.fields)) return
    await updateColumns(tx.sql, accountId, { fields: tx.sql.json(fields) })
    tx.forget(() => needs.known.forget(accountId))
    await needs.announce(tx, accountUpdated, { subject: `account:${accountId}`, data: { accountId } })
  })
}

/** The address that a field consists of, if it is nothing but one. */
export function linkOf({ value }: ProfileField): string | undefined {
  return /^https?:\/\/\S+$/.test(value) && URL.canParse(value) ? value : undefined
}
