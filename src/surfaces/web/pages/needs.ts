import type { Accounts } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Collections } from '#domain/collections/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import type { SessionCookies } from '../auth/index.ts'
import type { PostMaps } from '../basemap/index.ts'
import type { Assets } from '../files/index.ts'
import type { SendPage } from '../layout.ts'

export interface PagesNeeds {
  /** e.g. `https://example.org`: every address that a page gives out begins with it (R35). */
  readonly origin: string
  /** Where the client reaches the streams, if not there. */
  readonly streamingOrigin?: string | undefined
  /** e.g. `0.1.0`, for the about page. */
  readonly version: string
  readonly accounts: Pick<Accounts, 'findAccount' | 'findAccounts' | 'findByHandle' | 'findCounters'>
  readonly posts: Pick<Posts, 'findVisible' | 'findThread' | 'keepVisible' | 'findOverlays'>
  readonly timelines: Pick<Timelines, 'listPublic' | 'listTag' | 'listAccount' | 'listBy'>
  readonly checkins: Pick<Checkins, 'findByPosts' | 'listByPlace' | 'countByPlace'>
  readonly tips: Pick<Tips, 'listUseful'>
  readonly collections: Pick<Collections, 'findCollection'>
  readonly journal: Pick<Journal, 'openShared' | 'reviewYear'>
  readonly places: Pick<Places, 'findPlace' | 'creditsOf' | 'listCredits'>
  readonly instance: Pick<Instance, 'getSettings'>
  /** Addresses of the maps of check-ins. */
  readonly maps: Pick<PostMaps, 'addressOf'>
  readonly sessions: Pick<SessionCookies, 'read' | 'find'>
  readonly forms: Pick<FormGuard, 'issue'>
  readonly assets: Pick<Assets, 'js' | 'preload' | 'clientCss' | 'icon' | 'touchIcon' | 'webManifest'>
  readonly sendPage: SendPage
}
