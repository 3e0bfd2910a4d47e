import type { Consumer } from '#platform/events/index.ts'
import type { JobHandler } from '#platform/jobs/index.ts'
import type { Role } from '#platform/settings/index.ts'

/** The roles that do what stands behind the event log and the queue of jobs. */
export const workRoles = ['worker', 'federation-in', 'federation-out'] as const satisfies readonly Role[]

/** What one of them does. */
export interface Work {
  readonly consumers: readonly Consumer[]
  readonly jobHandlers: readonly JobHandler[]
}

export type WorkByRole = Readonly<Record<(typeof workRoles)[number], Work>>

/** The work of these roles together; of all of them by default. */
export function workOf(work: WorkByRole, roles: readonly Role[] = workRoles): Work {
  const parts = workRoles.filter((role) => roles.includes(role)).map((role) => work[role])
  return {
    consumers: parts.flatMap((part) => part.consumers),
    jobHandlers: parts.flatMap((part) => part.jobHandlers),
  }
}
