import { domainsAbove, policyChanges } from '#domain/policies/index.ts'
import { createBatchCache, createShortCache } from '#platform/cache/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { JobHandler } from '#platform/jobs/index.ts'
import { type Account, type AccountCounters, type AccountId, isActive, isLimited } from './account.ts'
import {
  type AccountRow,
  selectAccounts,
  selectByHandle,
  selectByUri,
  selectByUris,
  selectLocalAccounts,
  selectLocalByNames,
} from './account-store.ts'
import { addToCounters, type RemoteCounts, saveRemoteCounts, selectCounters } from './counter-store.ts'
import { createLocalAccount, type NewLocalAccount } from './create-local-account.ts'
import { deleteAccount } from './delete-account.ts'
import { selectDirectory, selectDomains } from './directory-store.ts'
import { getObjectKey } from './get-object-key.ts'
import { judgeAccount } from './judge-accounts.ts'
import { type AccountKey, selectKey, selectOwnKey, selectOwnKeys } from './key-store.ts'
import type { AccountsInside, AccountsNeeds } from './needs.ts'
import { recordMove } from './record-move.ts'
import { restrictAccount } from './restrict-account.ts'
import { pruneKeys, rotateKey } from './rotate-key.ts'
import { type RemoteActor, saveRemoteAccount } from './save-remote-account.ts'
import { type ProfileChanges, updateProfile } from './update-profile.ts'
import { handleLinkVerification, type ReadPage } from './verify-links.ts'

export {
  type Account,
  type AccountCounters,
  type AccountId,
  type AccountKind,
  handleOf,
  isActive,
  isLimited,
  isLocal,
  type ProfileField,
} from './account.ts'
export type { NewLocalAccount } from './create-local-account.ts'
export { defaultAvatars, defaultPicturePath } from './default-picture.ts'
export {
  accountDeleted,
  accountKeyRotated,
  accountMoved,
  accountSuspended,
  accountUpdated,
} from './events.ts'
export { hidesFollows, isOfPlace, placeNames } from './hides-follows.ts'
export { isValidUsername } from './is-valid-username.ts'
export type { AccountKey } from './key-store.ts'
export { type LocalAddresses, localAddresses } from './local-addresses.ts'
export type { Restrictions } from './restrict-account.ts'
export { ownKeyChanges } from './rotate-key.ts'
export type { RemoteActor } from './save-remote-account.ts'
export type { ProfileChanges } from './update-profile.ts'
export { verifyLinks } from './verify-links.ts'

/** Who is who: accounts here and elsewhere, their profiles, keys and counters. */
export interface Accounts {
  findAccount(id: AccountId): Promise<Account | undefined>
  findAccounts(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Account>>
  /** @param domain null for this server. */
  findByHandle(username: string, domain: string | null): Promise<Account | undefined>
  /** Finds local accounts, too, by their ActivityPub id. */
  findByUri(uri: string): Promise<Account | undefined>
  /** Many at once, by the ids that were asked for. */
  findByUris(uris: readonly string[]): Promise<ReadonlyMap<string, Account>>
  listLocalAccounts(page: { afterId: string; limit: number }): Promise<Account[]>
  /** Forgets what is remembered of accounts, because another process has changed them. */
  forget(ids: readonly AccountId[]): void
  findCounters(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, AccountCounters>>
  addToCounters(tx: Transaction, changes: Parameters<typeof addToCounters>[1]): Promise<void>
  /** A public key by its id; local or remote. */
  findKey(keyId: string): Promise<AccountKey | undefined>
  /** The signing key of a local account: RSA. */
  findOwnKey(accountId: AccountId): Promise<AccountKey | undefined>
  /** That one and those that stood in its place lately, the newest first. */
  listOwnKeys(accountId: AccountId): Promise<AccountKey[]>
  rotateKey: ReturnType<typeof rotateKey>
  pruneKeys: ReturnType<typeof pruneKeys>
  /** The key by which a local account signs what it says: Ed25519, made when it is first asked for. */
  getObjectKey(account: Account): Promise<AccountKey>
  createLocalAccount(tx: Transaction, account: NewLocalAccount): Promise<Account>
  /** Domains of accounts known here, by name; at most ten thousand, at most a minute old. */
  listDomains(): Promise<string[]>
  /** Which of the domains known here are one domain or below it. */
  listDomainsBelow(domain: string): Promise<string[]>
  /** Accounts that want to be found. */
  listDirectory(query: Parameters<typeof selectDirectory>[1]): Promise<Account[]>
  /** The work of looking whether linked pages link back. */
  readonly handleLinkVerification: (readPage: ReadPage) => JobHandler
  updateProfile(accountId: AccountId, changes: ProfileChanges): Promise<Account>
  /** Inserts or refreshes an account of another server from its (verified) actor document. */
  saveRemoteAccount(actor: RemoteActor): Promise<Account>
  /** Accounts of this server among these names, by name. */
  findLocalByNames(names: readonly string[]): Promise<ReadonlyMap<string, Account>>
  /** What another server says of its account's counts; what it does not say stays. */
  saveRemoteCounts(accountId: AccountId, counts: RemoteCounts): Promise<void>
  recordMove: ReturnType<typeof recordMove>
  /** What moderators decide; whoever calls it writes down who did. */
  restrictAccount: ReturnType<typeof restrictAccount>
  suspendAccount(accountId: AccountId): Promise<void>
  unsuspendAccount(accountId: AccountId): Promise<void>
  deleteAccount: ReturnType<typeof deleteAccount>
}

const mostDomains = 200_000

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function defineAccounts(outer: AccountsNeeds): Accounts {
  const cached = (kind: string, alsoOn: readonly string[] = []) => ({
    clock: outer.clock,
    ttlMs: freshMs,
    max: 10_000,
    shared: { changes: outer.db.changes, kind, alsoOn },
  })
  const needs: AccountsInside = {
    ...outer,
    known: createBatchCache(cached('accounts', [policyChanges])),
    counted: createBatchCache(cached('account-counters')),
  }
  const { sql } = needs.db
  const domains = createShortCache<'all', string[]>({ clock: outer.clock, ttlMs: 60_000, max: 1 })
  const loadDomains = () => selectDomains(sql, 10_000)
  const judged = async (rows: readonly AccountRow[]): Promise<Account[]> => {
    if (rows.length === 0) return []
    const judge = await needs.policies.getJudge()
    return rows.map((row) => judgeAccount(judge, row))
  }
  const judgedOne = async (row: Promise<AccountRow | undefined>) => {
    const found = await row
    return found && (await judged([found]))[0]
  }
  const ownUri = new RegExp(`^${RegExp.escape(needs.origin)}/users/([A-Za-z0-9_]+)$`)
  const findAccounts = (ids: readonly AccountId[]) =>
    needs.known.getAll([...new Set(ids)], async (missing) => {
      const accounts = await judged(await selectAccounts(sql, missing))
      return new Map(accounts.map((account) => [account.id, account]))
    })
  const restrict = restrictAccount(needs)
  const suspend = async (accountId: AccountId, suspended: boolean) => {
    await needs.db.transact((tx) => restrict(tx, accountId, { suspended }))
  }
  return {
    findAccount: async (id) => (await findAccounts([id])).get(id),
    findAccounts,
    findByHandle: (username, domain) => judgedOne(selectByHandle(sql, username, domain)),
    findByUri: (uri) => {
      const own = ownUri.exec(uri)?.[1]
      return judgedOne(own === undefined ? selectByUri(sql, uri) : selectByHandle(sql, own, null))
    },
    async findByUris(uris) {
      const own = uris.flatMap((uri) => ownUri.exec(uri)?.[1] ?? [])
      const [theirs, ours] = await Promise.all([
        selectByUris(
          sql,
          uris.filter((uri) => !ownUri.test(uri)),
        ).then(judged),
        selectLocalByNames(sql, own).then(judged),
      ])
      const byName = new Map(ours.map((account) => [account.username.toLowerCase(), account]))
      const found = new Map<string, Account>()
      for (const account of theirs) if (account.uri) found.set(account.uri, account)
      for (const uri of uris) {
        const account = byName.get(ownUri.exec(uri)?.[1]?.toLowerCase() ?? '')
        if (account) found.set(uri, account)
      }
      return found
    },
    listLocalAccounts: async (page) => judged(await selectLocalAccounts(sql, page.afterId, page.limit)),
    forget: (ids) => {
      for (const id of ids) needs.known.forget(id)
    },
    findCounters: (ids) =>
      needs.counted.getAll([...new Set(ids)], async (missing) => {
        const counters = await selectCounters(sql, missing)
        return new Map(counters.map((row) => [row.accountId, row]))
      }),
    async addToCounters(tx, changes) {
      await addToCounters(tx.sql, changes)
      tx.forget(() => {
        for (const { accountId } of changes) needs.counted.forget(accountId)
      })
    },
    findKey: (keyId) => selectKey(sql, keyId),
    findOwnKey: (accountId) => selectOwnKey(sql, accountId, 'rsa'),
    listOwnKeys: (accountId) => selectOwnKeys(sql, accountId, 'rsa'),
    rotateKey: rotateKey(needs),
    pruneKeys: pruneKeys(needs),
    getObjectKey: getObjectKey(needs),
    createLocalAccount: createLocalAccount(needs),
    listDomains: async () => (await domains.get('all', loadDomains)) ?? loadDomains(),
    listDomainsBelow: async (domain) =>
      (await selectDomains(sql, mostDomains)).filter((known) => domainsAbove(known).includes(domain)),
    listDirectory: async (query) =>
      (await judged(await selectDirectory(sql, query))).filter(
        (account) => isActive(account) && !isLimited(account),
      ),
    handleLinkVerification: (readPage) => handleLinkVerification(needs, readPage),
    updateProfile: updateProfile(needs),
    saveRemoteAccount: saveRemoteAccount(needs),
    async findLocalByNames(names) {
      const accounts = await judged(await selectLocalByNames(sql, names))
      return new Map(accounts.map((account) => [account.username, account]))
    },
    async saveRemoteCounts(accountId, counts) {
      await saveRemoteCounts(sql, accountId, counts)
      needs.counted.forget(accountId)
    },
    recordMove: recordMove(needs),
    restrictAccount: restrict,
    suspendAccount: (accountId) => suspend(accountId, true),
    unsuspendAccount: (accountId) => suspend(accountId, false),
    deleteAccount: deleteAccount(needs),
  }
}
