import type { Account } from '#domain/accounts/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import { archiveTables } from '#surfaces/cairn-api/index.ts'
import { type ArchiveNeeds, describeArchive } from '#surfaces/federation/index.ts'

type Needs = ArchiveNeeds & Parameters<typeof archiveTables>[0]

/** What stands in an account's archive: what Mastodon's has, its tables, and the check-ins at their true places. */
export async function* takeoutFiles(
  needs: Needs,
  account: Account,
  step: () => void,
): AsyncGenerator<ArchiveFile> {
  yield* archiveTables(needs, account.id)
  yield* describeArchive(needs, account, step)
}
