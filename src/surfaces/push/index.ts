import type { Consumer } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { PushNeeds } from './needs.ts'
import { handlePushes } from './send-message.ts'
import { pushNotification, wakeApps } from './wake-apps.ts'

export type { PushNeeds } from './needs.ts'

/** What wakes apps: a consumer of notifications, and the job that sends. */
export function definePushSurface(needs: PushNeeds): {
  readonly consumers: readonly Consumer[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
} {
  return { consumers: [wakeApps(needs)], jobs: [pushNotification], jobHandlers: [handlePushes(needs)] }
}
