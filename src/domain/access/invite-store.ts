import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on invites. */
export async function insertInvite(
  sql: Runner,
  invite: {
    code: string
    createdBy: AccountId | null
    maxUses: number | null
    expiresAt: Date | null
    createdAt: Date
  },
): Promise<void> {
  await sql`
    insert into invites (code, created_by, max_uses, expires_at, created_at)
    values (${invite.code}, ${invite.createdBy}, ${invite.maxUses}, ${invite.expiresAt}, ${invite.createdAt})
  `
}

/** Counts a use, never beyond the allowed number. @returns whether the invite was valid. */
export async function useInvite(sql: Runner, code: string, now: Date): Promise<boolean> {
  const used = await sql`
    update invites set uses = uses + 1
    where code = ${code}
      and (max_uses is null or uses < max_uses)
      and (expires_at is null or expires_at > ${now})
  `
  return used.count === 1
}
