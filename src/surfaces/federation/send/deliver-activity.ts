import { LRUCache } from 'lru-cache'
import { createBatcher } from '#platform/batch/index.ts'
import { handleJobs, type Job, type JobFailure, type JobHandler } from '#platform/jobs/index.ts'
import { type OutboundAnswer, RemoteFault } from '#platform/outbound-http/index.ts'
import { type SignatureScheme, signRequest } from '../signatures/index.ts'
import { activityJson } from '../vocabulary.ts'
import { createHostHealth, type HostHealth } from './host-health.ts'
import type { SendNeeds } from './needs.ts'
import { type OutboxActivity, selectActivities } from './outbox-store.ts'
import { deliverActivity, deliveryKey } from './send-activity.ts'
import { createGetSigningKey, type GetSigningKey } from './signing-keys.ts'
import { createSynchronisationHeader } from './synchronisation-header.ts'

type Needs = Pick<
  SendNeeds,
  'accounts' | 'clock' | 'db' | 'http' | 'jobs' | 'log' | 'origin' | 'peers' | 'relationships'
>

type Delivery = typeof deliverActivity extends { payload?: infer Payload } ? Job<Payload> : never

const deadlineMs = 10_000
/** An inbox's answer is a status; what it says beside is not read. */
const maxAnswerBytes = 64 * 1024
const maxAttempts = 24
/** What waits for another delivery looks again so long after that one was due, or now. */
const lookAgainMs = 1000
/** What is older is news to nobody. */
const maxAgeMs = 5 * 24 * 3600 * 1000

/**
 * Delivers: one POST for each job, without redirects. A host has at most four at a time, one that is slow or has failed
 * lately one, and what takes long leaves its place to others, so that a slow host delays itself alone (R28). After
 * failures the wait doubles up to six hours; then the delivery is dropped, and never becomes a dead letter: the other
 * server's trouble is written down in its peer's row.
 */
export function handleDeliveries(needs: Needs): JobHandler {
  const getKey = createGetSigningKey(needs)
  const health = createHostHealth(needs)
  const activities = createActivities(needs)
  const makeHeader = createSynchronisationHeader(needs)
  const load = createOnce(() => health.load())
  return handleJobs(
    deliverActivity,
    {
      concurrency: 96,
      slowConcurrency: 256,
      perLane: 4,
      laneState: health.laneState,
      timeoutMs: 30_000,
      maxAttempts,
      backOffCapSeconds: 6 * 3600,
    },
    async (jobs, signal) => {
      await load()
      const failures: JobFailure[] = []
      for (const job of jobs) {
        const { host } = new URL(job.payload.inbox)
        const notBefore = health.restsUntil(host)
        if (notBefore) {
          await needs.jobs.postponeLane(needs.db.sql, deliverActivity, host, notBefore)
          failures.push({ job, notBefore })
          continue
        }
        const turn = await findTurn(needs, job)
        if (turn) {
          failures.push({ job, notBefore: turn })
          continue
        }
        const activity = await activities.get(job)
        // Withdrawn since the last try: what it said is no longer so.
        if (!activity) continue
        const { accountId, inbox, synchronise } = job.payload
        const synchronisation = synchronise && (await makeHeader(accountId, inbox))
        const extra = synchronisation ? { 'collection-synchronization': synchronisation } : {}
        await deliver(needs, { activities, getKey, health, activity, job, signal, host, extra })
      }
      return failures
    },
  )
}

/** @returns when to look again, where another activity must arrive first */
async function findTurn({ clock, db, jobs }: Needs, { payload }: Delivery): Promise<Date | undefined> {
  const { after, inbox } = payload
  const due = after && (await jobs.findDue(db.sql, deliverActivity, deliveryKey(after, inbox)))
  return due ? new Date(Math.max(due.getTime(), clock.now()) + lookAgainMs) : undefined
}

interface Activities {
  /** @returns undefined when it was withdrawn */
  get(job: Delivery): Promise<OutboxActivity | undefined>
  /** Reads it anew the next time: a delivery that is hurried counts as not tried, and may be withdrawn by then. */
  forget(id: string): void
}

/** Serialised activities, kept for all the inboxes that they go to; read again before each new try. */
function createActivities({ db }: Needs): Activities {
  const bodies = new LRUCache<string, OutboxActivity>({
    max: 500,
    maxSize: 32_000_000,
    sizeCalculation: sizeOf,
  })
  const select = createBatcher<string, OutboxActivity | undefined>({
    max: 100,
    async run(ids) {
      const found = new Map((await selectActivities(db.sql, ids)).map((one) => [one.id, one]))
      return ids.map((id) => found.get(id))
    },
  })
  return {
    async get({ attempt, payload: { activityId } }) {
      const kept = attempt === 1 ? bodies.get(activityId) : undefined
      const activity = kept ?? (await select.add(activityId))
      if (activity) bodies.set(activity.id, activity)
      return activity
    },
    forget: (id) => void bodies.delete(id),
  }
}

/** Once it has succeeded, not again. */
function createOnce(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= act().catch((error: unknown) => {
      running = undefined
      throw error
    })
    return running
  }
}

function sizeOf(activity: OutboxActivity): number {
  return activity.body.length + 200
}

interface Sending {
  readonly getKey: GetSigningKey
  readonly health: HostHealth
  readonly activities: Activities
  readonly activity: OutboxActivity
  readonly job: Delivery
  readonly signal: AbortSignal
  readonly host: string
  /** Headers besides. */
  readonly extra: Readonly<Record<string, string>>
}

/** @throws RemoteFault to be tried again */
async function deliver(needs: Needs, sending: Sending): Promise<void> {
  const { activities, activity, health, host, job } = sending
  if (await needs.peers.isBlocked(host)) return
  const startedAt = performance.now()
  try {
    const answer = await postInEitherScheme(needs, sending, host)
    if (answer.status < 200 || answer.status > 299) return await giveUp(needs, sending, answer.status)
    await answered(needs, host, await health.succeeded(host, performance.now() - startedAt))
  } catch (error) {
    activities.forget(activity.id)
    if (!(error instanceof RemoteFault)) throw error
    // An answer that cannot be read, or an address that is no place to send to: trying again changes nothing.
    if (error.retry === 'never') return needs.peers.recordRefusal(host, error.message)
    // Refused again and again: that tells of what is sent, not of the host, which answers. Its others go on meanwhile.
    const isRefusedAgain = error.status === 401 && job.attempt > 1
    const { isDead } = isRefusedAgain ? { isDead: false } : await health.failed(host, error)
    if (isDead) await needs.jobs.dropLane(needs.db.sql, deliverActivity, host)
    if (isDead || job.attempt >= maxAttempts || job.createdAt.getTime() < needs.clock.now() - maxAgeMs) {
      return needs.log.debug('A delivery was given up.', { host, because: error.because })
    }
    throw error
  }
}

/**
 * Each delivery that failed waits by itself, up to hours. Once a host is back, its others go at once: a deletion must not
 * stay behind what was said later.
 */
async function answered(needs: Needs, host: string, { isBack }: { isBack: boolean }): Promise<void> {
  if (isBack) await needs.db.transact((tx) => needs.jobs.hurryLane(tx, deliverActivity, host))
}

/**
 * 404 and 410 say that nobody is there, other 4xx that this is not wanted: asking again changes neither. Only 401 may
 * be trouble of the moment, such as a look-up of our key that failed (Mastodon tries again, too).
 */
async function giveUp(needs: Needs, { job, health, host }: Sending, status: number): Promise<void> {
  const message = `${host} answered ${status}`
  if (status === 401 && job.attempt < maxAttemptsUnauthorised) {
    throw new RemoteFault('status', message, { status, retry: 'later' })
  }
  // It is there, and answers.
  await answered(needs, host, await health.succeeded(host, 0))
  await needs.peers.recordRefusal(host, message)
  if (status === 410) await needs.peers.recordGone(job.payload.inbox)
}

const maxAttemptsUnauthorised = 8

/**
 * draft-cavage or RFC 9421: what the host took last first, and the other where the signature may be at fault. Where both
 * are refused, 401 may tell of the scheme alone, so what else is said counts: GoToSocial (0.20), which knows the first
 * only, says 403 to it where a policy forbids the act, and 401 to the second.
 */
async function postInEitherScheme(needs: Needs, sending: Sending, host: string): Promise<OutboundAnswer> {
  const usual = await needs.peers.findScheme(host)
  const answer = await post(needs, sending, usual)
  if (![400, 401, 403].includes(answer.status)) return answer
  const other: SignatureScheme = usual === 'cavage' ? 'rfc9421' : 'cavage'
  const again = await post(needs, sending, other)
  if (again.status < 200 || again.status > 299) return answer.status === 401 ? again : answer
  await needs.peers.rememberScheme(host, other)
  return again
}

async function post(needs: Needs, sending: Sending, scheme: SignatureScheme): Promise<OutboundAnswer> {
  const { activity, job, getKey, signal, extra } = sending
  const key = await getKey(job.payload.accountId)
  return needs.http.request({
    method: 'POST',
    url: job.payload.inbox,
    headers: { 'content-type': activityJson },
    body: activity.body,
    isAnswerIgnored: true,
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
        headers: extra,
        key,
        scheme,
        date: new Date(needs.clock.now()),
      }),
  })
}
