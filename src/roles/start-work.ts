import { relayDuty, relayEvents, runConsumers } from '#platform/events/index.ts'
import { runJobs } from '#platform/jobs/index.ts'
import type { App } from './compose.ts'
import { startUpkeep } from './start-upkeep.ts'
import { workOf, workRoles } from './work.ts'

/** Runs what stands behind the event log and the queue of jobs, as far as the roles of this process go. */
export async function startWork(app: App): Promise<AsyncDisposable> {
  const { platform } = app
  const { roles } = platform.settings
  const { consumers, jobHandlers } = workOf(app.work, roles)
  await using stack = new AsyncDisposableStack()
  if (workRoles.some((role) => roles.includes(role))) {
    await platform.eventLog.listen()
    stack.use(runConsumers(platform, consumers))
    if (platform.backbone && roles.includes('worker')) {
      platform.leases.want(relayDuty)
      stack.use(relayEvents(platform, platform.backbone))
    }
    await platform.leases.tick()
    stack.use(runJobs(platform, jobHandlers))
  }
  if (roles.includes('worker')) stack.use(await startUpkeep(app))
  return stack.move()
}
