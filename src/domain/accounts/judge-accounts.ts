import type { Judge } from '#domain/policies/index.ts'
import type { Account } from './account.ts'
import type { AccountRow } from './account-store.ts'

/**
 * Accounts as they stand under the policies on their domains. Nothing of it is written down: who is hidden because of a
 * domain is seen again as soon as its block is lifted.
 */
export function judgeAccount(judge: Judge, row: AccountRow): Account {
  if (row.domain === null) return { ...row, mediaRejected: false }
  const policy = judge(row.domain)
  const host = hostOf(row.uri)
  // Handles may live at another domain than the server: either of them may be blocked.
  const { severity, since, rejectMedia } =
    host !== undefined && host !== row.domain ? stricter(policy, judge(host)) : policy
  return {
    ...row,
    suspendedAt: row.suspendedAt ?? (severity === 'suspend' ? since : null),
    limitedAt: row.limitedAt ?? (severity === 'limit' ? since : null),
    avatarUrl: rejectMedia ? null : row.avatarUrl,
    headerUrl: rejectMedia ? null : row.headerUrl,
    mediaRejected: rejectMedia,
  }
}

const weights = { none: 0, limit: 1, suspend: 2 }

function stricter(one: ReturnType<Judge>, other: ReturnType<Judge>): ReturnType<Judge> {
  const stricterOne = weights[other.severity] > weights[one.severity] ? other : one
  return { ...stricterOne, rejectMedia: one.rejectMedia || other.rejectMedia }
}

function hostOf(uri: string | null): string | undefined {
  return uri === null ? undefined : /^https?:\/\/([^/?#]+)/.exec(uri)?.[1]
}
