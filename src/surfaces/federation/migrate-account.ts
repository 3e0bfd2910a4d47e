import {
  type Account,
  type AccountId,
  type Accounts,
  isActive,
  isLocal,
  localAddresses,
} from '#domain/accounts/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { parseHandle, type ResolveAccount } from './fetch/index.ts'

interface MigrateNeeds {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount' | 'recordMove' | 'updateProfile'>
  readonly resolve: Pick<ResolveAccount, 'byHandle' | 'refresh'>
}

export type MigrationRefusal = 'not_found' | 'self' | 'not_an_alias' | 'too_many' | 'unreachable'

export type MigrationOutcome =
  | { readonly kind: 'done'; readonly account: Account }
  | { readonly kind: 'refused'; readonly because: MigrationRefusal }

/** Moving house: an account here names earlier ones elsewhere, or goes on as another one. */
export interface Migration {
  /** Says that an account elsewhere is the same person, so that it may move here. @returns that account */
  addAlias(accountId: AccountId, handle: string): Promise<MigrationOutcome>
  /** @param uri as it is in `alsoKnownAs` */
  removeAlias(accountId: AccountId, uri: string): Promise<void>
  /**
   * Goes on as another account, which must name this one as an alias already: it is fetched to make sure (R10).
   * Followers are told; those who live here go over at once. @returns the other account
   */
  moveTo(accountId: AccountId, handle: string): Promise<MigrationOutcome>
}

const maxAliases = 20
const deadlineMs = 10_000

export function defineMigration(needs: MigrateNeeds): Migration {
  const find = async (accountId: AccountId, handle: string): Promise<MigrationOutcome> => {
    const parsed = parseHandle(handle.trim().replace(/^@/, ''))
    if (!parsed) return refused('not_found')
    try {
      const signal = AbortSignal.timeout(deadlineMs)
      const found = await needs.resolve.byHandle(parsed, signal)
      const account = found?.uri ? await needs.resolve.refresh(found.uri, signal) : found
      if (!account || !isActive(account) || account.kind === 'application') return refused('not_found')
      return account.id === accountId ? refused('self') : { kind: 'done', account }
    } catch (error) {
      if (error instanceof RemoteFault || (error instanceof DOMException && error.name === 'TimeoutError'))
        return refused('unreachable')
      throw error
    }
  }
  const getOwn = async (accountId: AccountId): Promise<Account> => {
    const own = await needs.accounts.findAccount(accountId)
    if (!own || !isLocal(own)) throw new Error('Only an account of this server can move from here.')
    return own
  }
  return {
    async addAlias(accountId, handle) {
      const found = await find(accountId, handle)
      if (found.kind === 'refused') return found
      const { alsoKnownAs } = await getOwn(accountId)
      const uri = uriOf(needs, found.account)
      if (alsoKnownAs.includes(uri)) return found
      if (alsoKnownAs.length >= maxAliases) return refused('too_many')
      await needs.accounts.updateProfile(accountId, { alsoKnownAs: [...alsoKnownAs, uri] })
      return found
    },
    async removeAlias(accountId, uri) {
      const { alsoKnownAs } = await getOwn(accountId)
      const left = alsoKnownAs.filter((alias) => alias !== uri)
      if (left.length < alsoKnownAs.length) {
        await needs.accounts.updateProfile(accountId, { alsoKnownAs: left })
      }
    },
    async moveTo(accountId, handle) {
      const found = await find(accountId, handle)
      if (found.kind === 'refused') return found
      const own = await getOwn(accountId)
      if (!found.account.alsoKnownAs.includes(uriOf(needs, own))) return refused('not_an_alias')
      await needs.accounts.recordMove(accountId, found.account.id)
      return found
    },
  }
}

function refused(because: MigrationRefusal): MigrationOutcome {
  return { kind: 'refused', because }
}

function uriOf({ origin }: Pick<MigrateNeeds, 'origin'>, account: Account): string {
  return account.uri ?? localAddresses(origin, account.username).uri
}
