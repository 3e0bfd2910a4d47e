import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { FetchNeeds, InstanceActor } from '../fetch/index.ts'
import type { IdentifySigner } from '../identify-signer.ts'
import type { Json } from '../read-json.ts'
import type { DescribedCheckin } from './describe-post.ts'

/** What the documents of this server are made from. */
export interface DescribeNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly origin: string
  readonly handleDomain: string
  readonly accounts: Pick<
    Accounts,
    | 'findAccount'
    | 'findAccounts'
    | 'findByHandle'
    | 'findByUri'
    | 'findCounters'
    | 'getObjectKey'
    | 'listOwnKeys'
  >
  readonly relationships: Pick<Relationships, 'listFollows' | 'listRemoteFollowerUris'>
  readonly posts: Pick<
    Posts,
    | 'findApprovals'
    | 'findOverlays'
    | 'findPost'
    | 'findVisible'
    | 'findViews'
    | 'keepVisible'
    | 'listOutboxIds'
    | 'listPins'
  >
  readonly emojis: Pick<Emojis, 'find'>
  readonly quotes: Pick<Quotes, 'findByPosts' | 'findStamp'>
  readonly polls: Pick<Polls, 'findByPosts'>
  /** The check-ins among these posts. */
  readonly describeCheckins: (postIds: readonly string[]) => Promise<ReadonlyMap<string, DescribedCheckin>>
  /** Accounts by which places and neighbourhoods are followed; with id 0 while nobody does. */
  readonly placeAccounts: { find(username: string): Promise<Account | undefined> }
  /** A public place of this server as an AS2 Place, without context. @param id as in its address */
  readonly describePlace: (id: string) => Promise<Json | undefined>
}

export interface ServeNeeds extends DescribeNeeds {
  readonly instanceActor: InstanceActor
  readonly relayActor: InstanceActor
  /** Whether this server passes on what others publish. */
  readonly isRelay: () => Promise<boolean>
  readonly identifySigner: IdentifySigner
  readonly peers: FetchNeeds['peers']
  /** Whether documents are given to signed fetches alone (authorised fetch). */
  readonly secureMode: boolean
  readonly isLimitedFederation: () => Promise<boolean>
}
