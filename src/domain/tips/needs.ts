import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'

export interface TipsNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly places: Pick<Places, 'findPlace'>
  readonly checkins: Pick<Checkins, 'boostWhere' | 'findToldPlace' | 'isAtHome' | 'showAt'>
  readonly posts: Pick<Posts, 'hidePost'>
}
