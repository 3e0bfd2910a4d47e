import type { Accounts } from '#domain/accounts/index.ts'
import type { Moderation } from '#domain/moderation/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Relays } from '#domain/relays/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'
import type { DescribeNeeds } from '../describe/index.ts'
import type { InstanceActor } from '../fetch/index.ts'
import type { Peers } from '../peers.ts'

export interface SendNeeds extends Pick<DescribeNeeds, 'describeCheckins' | 'emojis'> {
  readonly db: Database
  readonly clock: Clock
  readonly ids: IdMaker
  readonly jobs: JobQueue
  readonly http: Pick<OutboundHttp, 'request'>
  readonly log: Log
  readonly origin: string
  readonly handleDomain: string
  readonly peers: Peers
  readonly accounts: Pick<
    Accounts,
    'findAccount' | 'findAccounts' | 'findOwnKey' | 'getObjectKey' | 'listOwnKeys'
  >
  readonly relationships: Pick<Relationships, 'listFollowerInboxes' | 'listRemoteFollowerUris'>
  readonly findReport: Moderation['findReport']
  readonly instanceActor: Pick<InstanceActor, 'ensure' | 'getKey'>
  readonly relayActor: Pick<InstanceActor, 'ensure' | 'getKey'>
  readonly relays: Pick<Relays, 'getNetwork'>
  readonly posts: Pick<Posts, 'findApprovals' | 'findViews'>
  /** Whether public activities carry proofs (FEP-8b32). */
  readonly objectProofs: boolean
  readonly quotes: Pick<Quotes, 'findByPosts'>
  readonly polls: Pick<Polls, 'findByPosts' | 'listVoters'>
}
