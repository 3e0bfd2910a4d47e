import { hostname } from 'node:os'
import { countParked, measureLag } from '#platform/events/index.ts'
import { explainListening } from '#platform/http-server/index.ts'
import { countDeadJobs, measureJobs } from '#platform/jobs/index.ts'
import { type AskedGauge, serveMetrics, startTracing } from '#platform/telemetry/index.ts'
import type { App } from './compose.ts'
import { workOf, workRoles } from './work.ts'

/** Numbers and traces, where the settings ask for them. */
export async function openTelemetry(app: App): Promise<AsyncDisposable> {
  const { settings, log } = app.platform
  await using stack = new AsyncDisposableStack()
  if (settings.tracesEndpoint) {
    const resource = {
      'service.name': settings.serviceName,
      'service.version': app.version,
      'service.instance.id': `${hostname()}:${process.pid}`,
      'cairn.origin': settings.origin,
      'cairn.roles': settings.roles.join(','),
    }
    const { tracesEndpoint: endpoint, tracesRatio: ratio } = settings
    stack.use(await startTracing({ endpoint, ratio, resource }))
  }
  if (settings.metrics) {
    const { host, port } = settings.metrics
    const opening = serveMetrics({ host, port, log, gauges: gaugesOf(app) })
    const metrics = stack.use(
      await opening.catch((error: unknown) => {
        throw explainListening(error, `${host}:${port}`, 'CAIRN_METRICS')
      }),
    )
    log.info('Metrics can be scraped.', { address: metrics.address })
  }
  return stack.move()
}

/** What only the database knows. Every process says the same of it, so rules take the greatest. */
function gaugesOf({ platform: { db }, work }: App): AskedGauge[] {
  const { consumers } = workOf(work, workRoles)
  return [
    {
      name: 'cairn_event_lag_seconds',
      help: 'Age of the oldest event that a consumer has yet to handle.',
      labels: ['consumer'],
      read: async () =>
        (await measureLag(db, consumers)).map(({ consumer, seconds }) => ({
          labels: { consumer },
          value: seconds,
        })),
    },
    {
      name: 'cairn_events_parked',
      help: 'Events that could not be handled: waiting for another try, or dead letters.',
      labels: ['consumer', 'state'],
      read: async () =>
        (await countParked(db)).flatMap(({ consumer, parked, dead }) => [
          { labels: { consumer, state: 'waiting' }, value: parked },
          { labels: { consumer, state: 'dead' }, value: dead },
        ]),
    },
    {
      name: 'cairn_jobs_waiting',
      help: 'Jobs that are due, later, or under way.',
      labels: ['kind'],
      read: async () =>
        (await measureJobs(db)).map(({ kind, waiting }) => ({ labels: { kind }, value: waiting })),
    },
    {
      name: 'cairn_jobs_overdue_seconds',
      help: 'For how long the oldest job that could run has been due.',
      labels: ['kind'],
      read: async () =>
        (await measureJobs(db)).map(({ kind, overdueSeconds }) => ({
          labels: { kind },
          value: overdueSeconds,
        })),
    },
    {
      name: 'cairn_jobs_dead',
      help: 'Jobs that were given up.',
      labels: ['kind'],
      read: async () =>
        (await countDeadJobs(db)).map(({ kind, count }) => ({ labels: { kind }, value: count })),
    },
  ]
}
