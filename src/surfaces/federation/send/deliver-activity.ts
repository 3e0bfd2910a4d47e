import { LRUCache } from 'lru-cache'
import { handleJobs, type Job, type JobHandler } from '#platform/jobs/index.ts'
import { type OutboundAnswer, RemoteFault } from '#platform/outbound-http/index.ts'
import { type SignatureScheme, signRequest } from '../signatures/index.ts'
import { activityJson } from '../vocabulary.ts'
import type { SendNeeds } from './needs.ts'
import { type OutboxActivity, selectActivity } from './outbox-store.ts'
import { deliverActivity } from './send-activity.ts'
import { createGetSigningKey, type GetSigningKey } from './signing-keys.ts'

type Needs = Pick<SendNeeds, 'accounts' | 'db' | 'http' | 'origin' | 'peers'>

type Delivery = typeof deliverActivity extends { payload?: infer Payload } ? Job<Payload> : never

const deadlineMs = 10_000
/** An inbox's answer is a status; what it says beside is not read. */
const maxAnswerBytes = 64 * 1024

/**
 * Delivers: one POST for each job, without redirects. A host has at most four at a time, so that a slow one delays
 * itself alone (R28); after a failure the wait doubles up to six hours, for nearly three days.
 */
export function handleDeliveries(needs: Needs): JobHandler {
  const getKey = createGetSigningKey(needs)
  const bodies = new LRUCache<string, OutboxActivity>({
    max: 500,
    maxSize: 32_000_000,
    sizeCalculation: sizeOf,
  })
  return handleJobs(
    deliverActivity,
    { concurrency: 16, perLane: 4, timeoutMs: 30_000, maxAttempts: 24, backOffCapSeconds: 6 * 3600 },
    async (jobs, signal) => {
      for (const job of jobs) {
        const { activityId } = job.payload
        const kept = job.attempt === 1 ? bodies.get(activityId) : undefined
        const activity = kept ?? (await selectActivity(needs.db.sql, activityId))
        // Withdrawn since the last try: what it said is no longer so.
        if (!activity) continue
        bodies.set(activity.id, activity)
        await deliver(needs, { getKey, activity, job, signal })
      }
    },
  )
}

function sizeOf(activity: OutboxActivity): number {
  return activity.body.length + 200
}

interface Sending {
  readonly getKey: GetSigningKey
  readonly activity: OutboxActivity
  readonly job: Delivery
  readonly signal: AbortSignal
}

/** @throws RemoteFault to be tried again, or never where the inbox is gone or does not want it */
async function deliver(needs: Needs, sending: Sending): Promise<void> {
  const { inbox } = sending.job.payload
  const { host } = new URL(inbox)
  if (await needs.peers.isBlocked(host)) return
  try {
    const answer = await postInEitherScheme(needs, sending, host)
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, host)
    await needs.peers.recordSuccess(host)
  } catch (error) {
    if (error instanceof RemoteFault) await needs.peers.recordFailure(host, error.message)
    throw error
  }
}

/** draft-cavage or RFC 9421: what the host took last first, and the other where the signature may be at fault. */
async function postInEitherScheme(needs: Needs, sending: Sending, host: string): Promise<OutboundAnswer> {
  const usual = await needs.peers.findScheme(host)
  const answer = await post(needs, sending, usual)
  if (![400, 401, 403].includes(answer.status)) return answer
  const other: SignatureScheme = usual === 'cavage' ? 'rfc9421' : 'cavage'
  const again = await post(needs, sending, other)
  if (again.status >= 200 && again.status <= 299) await needs.peers.rememberScheme(host, other)
  return again
}

async function post(needs: Needs, sending: Sending, scheme: SignatureScheme): Promise<OutboundAnswer> {
  const { activity, job, getKey, signal } = sending
  const key = await getKey(job.payload.accountId)
  return needs.http.request({
    method: 'POST',
    url: job.payload.inbox,
    headers: { 'content-type': activityJson },
    body: activity.body,
    maxBytes: maxAnswerBytes,
    deadlineMs,
    signal,
    redirect: 'refuse',
    prepare: (hop) =>
      signRequest({
        method: 'POST',
        url: hop.url,
        body: activity.body,
        digest: activity.digest,
        key,
        scheme,
      }),
  })
}

/** 404 and 410 say that nobody is there, other 4xx that this is not wanted: asking again changes neither. */
function refusalOf({ status }: OutboundAnswer, host: string): RemoteFault {
  return new RemoteFault('status', `${host} answered ${status}`, { status, retry: 'never' })
}
