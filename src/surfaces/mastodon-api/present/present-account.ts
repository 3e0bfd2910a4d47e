import type { User } from '#domain/access/index.ts'
import {
  type Account,
  type AccountCounters,
  type AccountId,
  type Accounts,
  defaultPicturePath,
  handleOf,
  isActive,
  isLimited,
  localAddresses,
} from '#domain/accounts/index.ts'
import { copyPath } from '#domain/copies/index.ts'
import { type Emoji, type Emojis, namesIn } from '#domain/emojis/index.ts'
import { renderProfileText } from '#domain/posts/index.ts'
import { presentVisibility } from '../words.ts'
import { presentEmoji } from './present-emoji.ts'

export interface AccountPresenterNeeds {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccounts' | 'findCounters'>
  readonly emojis: Pick<Emojis, 'find'>
}

const noCounters: AccountCounters = { posts: 0, followers: 0, following: 0, lastPostAt: null }

/** Accounts by id as Mastodon's Account entities; unknown ids are left out. Two queries for any number. */
export const presentAccounts = (needs: AccountPresenterNeeds) => {
  // Rows come from a cache, so the same object means the same account: what was presented once is presented.
  const presented = new WeakMap<
    Account,
    { counters: AccountCounters; emojis: readonly Emoji[]; entity: PresentedAccount }
  >()
  const wanted = rememberWanted()
  const present = (
    account: Account,
    { counters, emojis }: { counters: AccountCounters; emojis: readonly Emoji[] },
  ): PresentedAccount => {
    const known = presented.get(account)
    if (known?.counters === counters && isSameList(known.emojis, emojis)) return known.entity
    const entity = presentAccount(needs.origin, account, counters, emojis)
    presented.set(account, { counters, emojis, entity })
    return entity
  }
  return async (ids: readonly AccountId[]): Promise<Map<AccountId, PresentedAccount>> => {
    const unique = [...new Set(ids)]
    const [accounts, counters] = await Promise.all([
      needs.accounts.findAccounts(unique),
      needs.accounts.findCounters(unique),
    ])
    const entities = new Map<AccountId, PresentedAccount>()
    const [moved, emojis] = await Promise.all([
      findMoved(needs, accounts),
      needs.emojis.find([...accounts.values()].map(wanted)),
    ])
    for (const id of unique) {
      const account = accounts.get(id)
      if (!account) continue
      const entity = present(account, {
        counters: counters.get(id) ?? noCounters,
        emojis: emojis(wanted(account)),
      })
      const target = account.movedToId ? moved.get(account.movedToId) : undefined
      entities.set(
        id,
        target ? { ...entity, moved: presentAccount(needs.origin, target.account, target.counters) } : entity,
      )
    }
    return entities
  }
}

/** Whose emoji an account's texts may use, and which: read once for each row. */
function rememberWanted() {
  const known = new WeakMap<Account, { domain: string | null; names: readonly string[] }>()
  return (account: Account) => {
    const before = known.get(account)
    if (before) return before
    const wanted = wantedEmojis(account)
    known.set(account, wanted)
    return wanted
  }
}

export function wantedEmojis(account: Account): { domain: string | null; names: readonly string[] } {
  const texts = [
    account.displayName,
    account.bio,
    ...account.fields.flatMap(({ name, value }) => [name, value]),
  ]
  return { domain: account.domain, names: namesIn(texts) }
}

export function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one === other || (one.length === other.length && one.every((item, index) => item === other[index]))
}

/** Where accounts of a list have moved to; no query where none has. */
async function findMoved(
  needs: AccountPresenterNeeds,
  accounts: ReadonlyMap<AccountId, Account>,
): Promise<ReadonlyMap<AccountId, { account: Account; counters: AccountCounters }>> {
  const ids = [...accounts.values()].flatMap((account) => account.movedToId ?? [])
  if (ids.length === 0) return new Map()
  const [targets, counters] = await Promise.all([
    needs.accounts.findAccounts(ids),
    needs.accounts.findCounters(ids),
  ])
  return new Map(
    [...targets].map(([id, account]) => [id, { account, counters: counters.get(id) ?? noCounters }]),
  )
}

export type PresentedAccount = ReturnType<typeof presentAccount> & {
  /** What the account goes on as. */
  readonly moved?: ReturnType<typeof presentAccount>
}

/** A suspended account is shown empty, as Mastodon does, so that apps can say what became of it. */
export function presentAccount(
  origin: string,
  account: Account,
  counters: AccountCounters,
  emojis: readonly Emoji[] = [],
) {
  const active = isActive(account)
  const shown = active ? account : { ...account, ...noPictures }
  const avatar = pictureOf(origin, shown)
  const header = pictureUrl(origin, shown, 'header')
  return {
    id: account.id,
    username: account.username,
    acct: handleOf(account),
    display_name: active ? account.displayName : '',
    locked: account.locked,
    bot: account.bot,
    discoverable: account.discoverable,
    indexable: account.indexable,
    group: account.kind === 'group',
    created_at: `${account.createdAt.toISOString().slice(0, 10)}T00:00:00.000Z`,
    note: active ? profileHtml(origin, account, account.bio) : '',
    url: urlOf(origin, account),
    uri: uriOf(origin, account),
    avatar,
    avatar_static: avatar,
    avatar_description: account.avatarDescription,
    header,
    header_static: header,
    header_description: account.headerDescription,
    followers_count: counters.followers,
    following_count: counters.following,
    statuses_count: counters.posts,
    last_status_at: counters.lastPostAt?.toISOString().slice(0, 10) ?? null,
    hide_collections: account.hideCollections,
    show_media: account.showMedia,
    show_media_replies: account.showMediaReplies,
    show_featured: account.showFeatured,
    noindex: !account.indexable,
    emojis: active ? emojis.map((emoji) => presentEmoji(origin, emoji)) : [],
    fields: active
      ? account.fields.map((field) => ({
          name: field.name,
          value: profileHtml(origin, account, field.value).replace(/^<p>(.*)<\/p>$/s, '$1'),
          verified_at: field.verifiedAt ?? null,
        }))
      : [],
    roles: [],
    ...(active ? {} : { suspended: true }),
    ...(isLimited(account) && { limited: true }),
  }
}

const noPictures = { avatarKey: null, headerKey: null, avatarUrl: null, headerUrl: null }

/** The viewer's own account, with what only the viewer may know. */
export function presentOwnAccount(
  origin: string,
  {
    account,
    counters,
    user,
    followRequests,
    emojis,
  }: {
    account: Account
    counters: AccountCounters | undefined
    user: User
    followRequests: number
    emojis: readonly Emoji[]
  },
) {
  return {
    ...presentAccount(origin, account, counters ?? noCounters, emojis),
    source: {
      privacy: presentVisibility(user.defaultVisibility),
      sensitive: user.defaultSensitive,
      language: user.defaultLanguage,
      note: account.bio,
      fields: account.fields.map(({ name, value, verifiedAt }) => ({
        name,
        value,
        verified_at: verifiedAt ?? null,
      })),
      follow_requests_count: followRequests,
      hide_collections: account.hideCollections,
      discoverable: account.discoverable,
      indexable: account.indexable,
      attribution_domains: account.attributionDomains,
      quote_policy: user.defaultQuotePolicy,
      checkin_visibility: presentVisibility(user.checkinVisibility),
      checkin_precision: user.checkinPrecision,
    },
    role: presentRole(user.role),
  }
}

export const roleIds = { user: '-99', moderator: '1', admin: '2', owner: '3' } as const

/**
 * Mastodon's permission bits for what a role may do: 0x1 is everything; of moderators 0x4 the log, 0x8 the dashboard, 0x10
 * reports, 0x100 trends and 0x400 users (https://docs.joinmastodon.org/entities/Role/#permission-flags).
 */
export function presentRole(role: User['role']) {
  const bits = { user: 0, moderator: 0x4 | 0x8 | 0x10 | 0x100 | 0x400, admin: 0x1, owner: 0x1 }
  const names = { user: '', moderator: 'Moderator', admin: 'Admin', owner: 'Owner' }
  return {
    id: roleIds[role],
    name: names[role],
    permissions: String(bits[role]),
    color: '',
    highlighted: role !== 'user',
  }
}

/** The address of an account's picture. */
export function pictureOf(origin: string, account: Account): string {
  return pictureUrl(origin, account, 'avatar')
}

export function urlOf(origin: string, account: Account): string {
  return account.url ?? account.uri ?? localAddresses(origin, account.username).url
}

function uriOf(origin: string, account: Account): string {
  return account.uri ?? localAddresses(origin, account.username).uri
}

/** Local texts are rendered; those of other servers were sanitised when they came. */
function profileHtml(origin: string, account: Account, text: string): string {
  return account.domain === null ? renderProfileText(text, origin) : text
}

function pictureUrl(origin: string, account: Account, which: 'avatar' | 'header'): string {
  const key = account[`${which}Key`]
  if (key) return `${origin}/media/${key}`
  const remote = account[`${which}Url`]
  const path = remote === null ? defaultPicturePath(which, account.id) : copyPath(which, account.id, remote)
  return origin + path
}
