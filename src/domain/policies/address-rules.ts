import { createHash } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { Id } from '#platform/ids/index.ts'

export type EmailBlockId = Id<'email_block'>
export type IpBlockId = Id<'ip_block'>

export interface EmailDomainBlock {
  readonly id: EmailBlockId
  /** Lower case, punycode; those below it are blocked, too. */
  readonly domain: string
  /** Whether people with such an address may ask to be let in. */
  readonly allowWithApproval: boolean
  readonly createdAt: Date
}

/** One mailbox, however it is written. */
export interface CanonicalEmailBlock {
  readonly id: EmailBlockId
  /** SHA-256 of the canonical address, hexadecimal: nobody can read it back. */
  readonly hash: string
}

export const ipSeverities = ['sign_up_requires_approval', 'sign_up_block', 'no_access'] as const
export type IpSeverity = (typeof ipSeverities)[number]

export interface IpBlock {
  readonly id: IpBlockId
  /** In CIDR notation. */
  readonly range: string
  readonly severity: IpSeverity
  readonly comment: string
  readonly expiresAt: Date | null
  readonly createdAt: Date
}

export type IpBlockContent = Omit<IpBlock, 'id' | 'createdAt'>

/** What holds for an address of the network; undefined: nothing. */
export type JudgeAddress = (address: string) => IpSeverity | undefined

/** The strictest rule that covers an address, out of memory. */
export function createAddressJudge(blocks: readonly IpBlock[]): JudgeAddress {
  const lists = new Map<IpSeverity, BlockList>()
  for (const { range, severity } of blocks) {
    const list = lists.get(severity) ?? new BlockList()
    lists.set(severity, list)
    const [address = '', bits = ''] = range.split('/')
    list.addSubnet(address, Number(bits), familyOf(address))
  }
  const strictestFirst = [...ipSeverities].reverse().filter((severity) => lists.has(severity))
  return (address) =>
    isIP(address) === 0
      ? undefined
      : strictestFirst.find((severity) => lists.get(severity)?.check(address, familyOf(address)))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** `192.0.2.7` or `192.0.2.0/24`. @returns undefined for what is no address or range */
export function parseRange(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || address.includes('%')) return undefined
  const most = family === 4 ? 32 : 128
  if (bits === undefined) return `${address}/${most}`
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? `${address}/${Number(bits)}` : undefined
}

/**
 * The hash by which a mailbox is known, however it is written: in lower case, without dots and without what follows a
 * plus. The same as Mastodon's, so that lists can be shared.
 */
export function canonicalEmailHash(email: string): string {
  const [name = '', domain = ''] = email.trim().toLowerCase().split('@')
  const canonical = `${(name.split('+')[0] ?? '').replaceAll('.', '')}@${domain}`
  return createHash('sha256').update(canonical).digest('hex')
}
