import type { Role } from '#domain/access/index.ts'

/** What of this server somebody may look after. */
export type Duty =
  | 'accounts'
  | 'reports'
  | 'trends'
  /** Numbers about this server, and the log of what was done. */
  | 'dashboard'
  /** Which other servers are dealt with. */
  | 'federation'
  /** Addresses of the network and of e-mail that are shut out. */
  | 'blocks'
  | 'deletion'

const duties: Readonly<Record<Role, readonly Duty[]>> = {
  user: [],
  moderator: ['accounts', 'reports', 'trends', 'dashboard'],
  admin: ['accounts', 'reports', 'trends', 'dashboard', 'federation', 'blocks', 'deletion'],
  owner: ['accounts', 'reports', 'trends', 'dashboard', 'federation', 'blocks', 'deletion'],
}

/** The same division as Mastodon's moderators and admins have from the start. */
export function mayModerate(role: Role, duty: Duty): boolean {
  return duties[role].includes(duty)
}

const ranks: Readonly<Record<Role, number>> = { user: 0, moderator: 1, admin: 2, owner: 3 }

/** Nobody acts on whom they do not outrank: neither on their betters, nor on their like, nor on themselves. */
export function outranks(role: Role, target: Role): boolean {
  return ranks[role] > ranks[target]
}
