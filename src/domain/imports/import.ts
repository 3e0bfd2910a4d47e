import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type ImportId = Id<'import'>

/** Named as the exports are. */
export const importKinds = ['follows', 'blocks', 'mutes', 'domain_blocks', 'bookmarks', 'lists'] as const
export type ImportKind = (typeof importKinds)[number]

/** A line of the file, as an editor counts them, and why nothing came of it. */
export interface Failure {
  readonly line: number
  /** A sentence, fit to be shown. */
  readonly reason: string
}

/** A file that somebody brought, and how far it is. */
export interface Import {
  readonly id: ImportId
  readonly accountId: AccountId
  readonly kind: ImportKind
  /** `merge` adds to what there is; `overwrite` removes what is not in the file, too. */
  readonly mode: 'merge' | 'overwrite'
  readonly fileName: string
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  /** Why it was given up; fit to be shown. */
  readonly because: string | null
  /** Rows in the file. */
  readonly total: number
  readonly done: number
  readonly failed: number
  /** The first of them. */
  readonly failures: readonly Failure[]
  readonly createdAt: Date
  readonly endedAt: Date | null
}

/** Who is meant. Domain null: of this server. */
export interface Handle {
  readonly username: string
  readonly domain: string | null
}

/** A row of a file. It survives JSON unchanged. */
export type Entry =
  | (Handle & {
      readonly kind: 'follow'
      readonly showBoosts?: boolean | undefined
      readonly notify?: boolean | undefined
      readonly languages?: readonly string[] | undefined
    })
  | (Handle & { readonly kind: 'block' })
  | (Handle & { readonly kind: 'mute'; readonly hideNotifications?: boolean | undefined })
  | (Handle & { readonly kind: 'member'; readonly title: string })
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'bookmark'; readonly uri: string }

export const importLimits = {
  fileBytes: 5 * 1024 * 1024,
  /** Of an archive that has such a file. */
  archiveBytes: 512 * 1024 * 1024,
  rows: 20_000,
  /** Failures that are named. */
  failures: 50,
  /** Imports of one account that are not done. */
  open: 10,
  /** Imports of one account that are kept. */
  kept: 20,
} as const

/** What two rows have in common that mean the same, and what there is already with them. */
export function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case 'domain':
      return entry.domain
    case 'bookmark':
      return entry.uri
    case 'member':
      return memberKey(entry.title, entry)
    default:
      return handleKey(entry)
  }
}

export function handleKey({ username, domain }: Handle): string {
  return `${username}@${domain ?? ''}`.toLowerCase()
}

export function memberKey(title: string, handle: Handle): string {
  return `${handleKey(handle)} ${title}`
}

/** Whom one must ask about an entry; null: nobody else. */
export function hostOf(entry: Entry): string | null {
  if (entry.kind === 'domain') return null
  return entry.kind === 'bookmark' ? new URL(entry.uri).host : entry.domain
}
