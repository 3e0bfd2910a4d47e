import type { Id } from '#platform/ids/index.ts'

export type DomainBlockId = Id<'server_domain_block'>
export type DomainAllowId = Id<'server_domain_allow'>

export const domainSeverities = ['none', 'limit', 'suspend'] as const
/** none: only what is rejected. limit: unseen by strangers. suspend: nothing comes in or goes out. */
export type DomainSeverity = (typeof domainSeverities)[number]

export interface DomainBlock {
  readonly id: DomainBlockId
  /** Lower case, punycode. */
  readonly domain: string
  readonly severity: DomainSeverity
  readonly rejectMedia: boolean
  readonly rejectReports: boolean
  /** Whether the public list hides a part of the name. */
  readonly obfuscate: boolean
  /** For those who run this server. */
  readonly privateComment: string
  readonly publicComment: string
  readonly createdAt: Date
}

export type DomainBlockContent = Omit<DomainBlock, 'id' | 'createdAt'>

export interface DomainAllow {
  readonly id: DomainAllowId
  readonly domain: string
  readonly createdAt: Date
}

/** What holds for one host. */
export interface DomainPolicy {
  readonly severity: DomainSeverity
  readonly rejectMedia: boolean
  readonly rejectReports: boolean
  /** Whether a block says so, not only the want of an allow. */
  readonly isBlocked: boolean
  /** Since when the severity holds. */
  readonly since: Date
}

/** Who acts: the account of one of the staff; null: the operator, by command. */
export type StaffId = string | null
