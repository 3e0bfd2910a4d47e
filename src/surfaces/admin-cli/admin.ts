import type { Access } from '#domain/access/index.ts'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Announcements } from '#domain/announcements/index.ts'
import type { Audit } from '#domain/audit/index.ts'
import type { EmojiMaking } from '#domain/emojis/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Actions } from '#domain/moderation/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { AddOutcome, Relay, RelayNetwork, Subscriber } from '#domain/relays/index.ts'
import type { CopiedTable } from '#platform/db/index.ts'
import type { ShardedTable } from '#platform/db/shards/index.ts'
import type { Moved } from '#platform/storage/index.ts'

/** What the commands act on; opened when a command needs it, closed after it. */
export interface Admin extends AsyncDisposable {
  readonly origin: string
  readonly access: Pick<
    Access,
    'createUser' | 'userFor' | 'listUsers' | 'resetPassword' | 'setRole' | 'createInvite' | 'createTokenFor'
  >
  readonly accounts: Pick<Accounts, 'findAccounts' | 'findByHandle' | 'deleteAccount' | 'rotateKey'>
  readonly instance: Instance
  readonly actions: Actions
  readonly audit: Pick<Audit, 'listEntries'>
  readonly peers: PeerViews
  readonly relaying: Relaying
  readonly emojis: EmojiMaking
  readonly places: Pick<
    Places,
    'imports' | 'findPlaces' | 'correctPlace' | 'mergePlaces' | 'listReports' | 'resolveReport'
  >
  readonly policies: Pick<
    Policies,
    | 'allowDomain'
    | 'blockDomain'
    | 'disallowDomain'
    | 'exportBlocks'
    | 'importBlocks'
    | 'listAllAllows'
    | 'listAllBlocks'
    | 'unblockDomain'
  >
  readonly migration: Migration
  readonly announcements: Pick<Announcements, 'announce' | 'withdraw' | 'listAll'>
  readonly deadLetters: DeadLetters
  /** Copies uploads from the folder to the bucket; undefined where none is set. */
  moveMedia(onProgress: (done: number, total: number) => void): Promise<Moved | undefined>
}

/** Other servers, as the federation surface knows them. */
interface PeerViews {
  listPeers(page: {
    after?: string | undefined
    limit: number
    state?: 'active' | 'failing' | 'dead' | undefined
  }): Promise<readonly { readonly host: string }[]>
  findPeer(host: string): Promise<{ readonly host: string } | undefined>
  /** @returns how many deliveries are tried again; undefined for a host that is not known */
  retryPeer(host: string): Promise<number | undefined>
}

/** Servers that pass public posts on, as the federation surface deals with them. */
interface Relaying {
  list(): Promise<RelayNetwork>
  add(address: string, by: null): Promise<AddRelayOutcome>
  remove(which: string, by: null): Promise<Relay | undefined>
  approve(host: string, by: null): Promise<Subscriber | undefined>
  refuse(host: string, by: null): Promise<Subscriber | undefined>
}

type AddRelayOutcome =
  | AddOutcome
  | { readonly kind: 'refused'; readonly because: 'no_address' | 'blocked' | 'no_relay' | 'unreachable' }

/** Moving house, as the federation surface does it. */
interface Migration {
  addAlias(accountId: AccountId, handle: string): Promise<MigrationOutcome>
  removeAlias(accountId: AccountId, uri: string): Promise<void>
  moveTo(accountId: AccountId, handle: string): Promise<MigrationOutcome>
}

type MigrationOutcome =
  | { readonly kind: 'done'; readonly account: Account }
  | {
      readonly kind: 'refused'
      readonly because: 'not_found' | 'self' | 'not_an_alias' | 'too_many' | 'unreachable'
    }

/** Events and jobs that were given up. */
export interface DeadLetters {
  list(): Promise<DeadLetter[]>
  /** @returns how many will be tried again */
  replay(id: string): Promise<number>
  /** @returns how many are gone */
  drop(id: string): Promise<number>
}

export interface DeadLetter {
  readonly id: string
  readonly kind: 'event' | 'job'
  /** The type of event, or the kind of job. */
  readonly name: string
  /** Who could not handle it: a consumer; for jobs the same as `name`. */
  readonly handler: string
  readonly data: unknown
  readonly attempts: number
  readonly error: string | null
  readonly diedAt: Date
}

/** Everything of the outside that the command line touches. */
export interface CliNeeds {
  /** Copies the database to an empty one. @throws CannotCopy */
  copyDatabase(to: string, onTable: (table: CopiedTable) => void): Promise<readonly CopiedTable[]>
  /** Writes the database and the secrets of the data folder to a file. @throws CannotCopy */
  backUpDatabase(file: string, onTable: (table: CopiedTable) => void): Promise<readonly CopiedTable[]>
  /** Brings back what {@link backUpDatabase} wrote, into an empty database. @throws CannotCopy */
  restoreDatabase(file: string, onTable: (table: CopiedTable) => void): Promise<readonly CopiedTable[]>
  /** Ends an upgrade of all processes. @returns the migrations that were applied. @throws OlderProcesses */
  contractDatabase(): Promise<readonly string[]>
  /** Spreads the tables of `DATABASE_URL` over the nodes of Citus. @throws CannotShard */
  shardDatabase(shards: number, onTable: (table: ShardedTable) => void): Promise<readonly ShardedTable[]>
  openAdmin(): Promise<Admin>
  /** One result, with its line break. */
  print(text: string): void
  /** For people: errors and help. */
  complain(text: string): void
  describeEnvironment(): readonly EnvironmentSetting[]
}

export interface EnvironmentSetting {
  readonly name: string
  readonly type: string
  readonly default: string
  readonly about: string
  readonly warning?: string
}

/** An expected no: goes to standard error, exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
