import type { User } from '#domain/access/index.ts'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Drafts } from '#domain/drafts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'

export interface MicropubNeeds {
  readonly origin: string
  readonly clock: Clock
  readonly http: Pick<OutboundHttp, 'download'>
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly checkins: Pick<Checkins, 'defaultVisibility' | 'findForViewer'>
  readonly drafts: Pick<Drafts, 'publishDraft'>
  readonly media: Pick<MediaRoom, 'upload' | 'findMedia'>
  readonly places: Pick<Places, 'createVenue' | 'findBySource' | 'findPlace' | 'nearPoint'>
  readonly posts: Pick<Posts, 'findVisible' | 'findViews' | 'editPost' | 'deletePost'>
  readonly findUser: (id: AccountId) => Promise<User | undefined>
}
