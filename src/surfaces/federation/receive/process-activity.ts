import { createHash } from 'node:crypto'
import { type Account, isActive } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type Job, type JobFailure, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, member } from '../read-json.ts'
import { gatherLookUps } from './gather-look-ups.ts'
import type { ReceiveNeeds } from './needs.ts'
import { runInOrder } from './order-activities.ts'
import { type Activity, type ActivityType, parseActivity } from './parse-activity.ts'
import type { Precedence } from './precedence.ts'
import { receiveAnnounce } from './receive-announce.ts'
import { receiveApproval } from './receive-approval.ts'
import { receiveArrive } from './receive-arrive.ts'
import { answerAsk, undoAnswer } from './receive-companions.ts'
import { receiveCreate, receiveUpdate } from './receive-create.ts'
import { receiveDelete } from './receive-delete.ts'
import { receiveFlag } from './receive-flag.ts'
import { receiveAnswer, receiveFollow } from './receive-follow.ts'
import { receiveMove } from './receive-move.ts'
import { receivePin } from './receive-pin.ts'
import { receiveQuoteAnswer, receiveQuoteRequest } from './receive-quotes.ts'
import { receiveBlock, receiveLike } from './receive-reactions.ts'
import { receiveUndo } from './receive-undo.ts'
import { createRememberActs, type RememberActs } from './remember-acts.ts'
import { createTakePost } from './take-post.ts'
import { NeedsNetwork, withoutNetwork } from './without-network.ts'

interface Payload {
  readonly body: string
}

/** An activity whose signer is its actor, as it came: the only job that holds a body, because 202 has been said. */
export const processActivity = defineJob<Payload>('process-activity')

/** The same for one that needs something of other servers, which may be slow: it holds up its own kind alone. */
export const processAfterFetching = defineJob<Payload>('process-after-fetching')

const maxAttempts = 12
const batch = 200

/**
 * Acts on what came in: many activities at once as long as all that they need is here; those that need more are handed
 * on, with what the same sender sent after them.
 */
export function handleActivities(
  needs: ReceiveNeeds,
  precedence: Pick<Precedence, 'pause' | 'caughtUp'>,
): JobHandler[] {
  const acts = createRememberActs(needs.db)
  const quick = withoutNetwork(gatherLookUps(needs))
  const quickly = { acts, act: createActs(quick, acts) }
  const thoroughly = { acts, act: createActs(needs, acts) }
  return [
    handleJobs(
      processActivity,
      { batch, concurrency: 3, perLane: 1, timeoutMs: 60_000, maxAttempts, pause: precedence.pause },
      (jobs) => {
        if (jobs.length < batch) precedence.caughtUp()
        return processTogether(quick, quickly, jobs)
      },
    ),
    handleJobs(
      processAfterFetching,
      { concurrency: 32, perLane: 1, timeoutMs: 120_000, maxAttempts },
      async (jobs) => {
        for (const job of jobs) {
          const parsed = parseActivity(job.payload.body)
          if (parsed.kind === 'activity')
            await processOne(needs, thoroughly, { job, activity: parsed.activity })
        }
      },
    ),
  ]
}

type ActivityJob = Job<Payload>

async function processTogether(
  needs: ReceiveNeeds,
  how: How,
  jobs: readonly ActivityJob[],
): Promise<JobFailure[]> {
  const failures: JobFailure[] = []
  const handedOn: { job: ActivityJob; actor: string }[] = []
  const parsed = jobs.flatMap((job) => {
    const { kind, activity } = { activity: undefined, ...parseActivity(job.payload.body) }
    return kind === 'activity' && activity ? [{ job, activity, actor: activity.actor }] : []
  })
  const waiting = await findWaiting(
    needs,
    parsed.map(({ actor }) => actor),
  )
  const steps = parsed.map(({ job, activity, actor }) => ({
    lane: actor,
    activity,
    run: async () => {
      if (waiting.has(actor) && activity.type !== 'Create') return void handedOn.push({ job, actor })
      try {
        await processOne(needs, how, { job, activity })
      } catch (error) {
        if (!(error instanceof NeedsNetwork)) return void failures.push({ job, error })
        waiting.add(actor)
        handedOn.push({ job, actor })
      }
    },
  }))
  await runInOrder(steps)
  await handOn(needs, handedOn)
  return failures
}

/** Senders of whom something waits for other servers: what they send next must not overtake it. */
async function findWaiting(needs: ReceiveNeeds, actors: readonly string[]): Promise<Set<string>> {
  const waiting = await needs.jobs.findLanes(
    needs.db.sql,
    processAfterFetching,
    [...new Set(actors)].map(fetchingLane),
  )
  return new Set(actors.filter((actor) => waiting.has(fetchingLane(actor))))
}

async function handOn(
  needs: ReceiveNeeds,
  handedOn: readonly { job: ActivityJob; actor: string }[],
): Promise<void> {
  if (handedOn.length === 0) return
  const items = handedOn
    .toSorted((one, other) => (BigInt(one.job.id) < BigInt(other.job.id) ? -1 : 1))
    .map(({ job, actor }) => ({ payload: job.payload, lane: fetchingLane(actor) }))
  await needs.db.transact((tx) => needs.jobs.enqueueAll(tx, processAfterFetching, items))
}

/** A few lanes for each host: its slowness takes few hands, and each of its senders stays in one lane, in order. */
function fetchingLane(actor: string): string {
  const lane = createHash('sha256').update(actor).digest().readUInt8() % lanesOfHost
  return `${new URL(actor).host} ${lane}`
}

const lanesOfHost = 4

interface How {
  readonly acts: RememberActs
  readonly act: Record<ActivityType, Act>
}

/** @param attempt how often this has been tried, this time included */
type Act = (activity: Activity, actor: Account, attempt: number) => Promise<void>

function createActs(needs: ReceiveNeeds, acts: RememberActs): Record<ActivityType, Act> {
  const take = createTakePost(needs)
  const like = answerAsk(needs, 'yes', receiveLike(needs))
  return {
    Create: receiveCreate(needs, take),
    Update: receiveUpdate(needs, take),
    Delete: receiveDelete(needs),
    Follow: receiveFollow(needs),
    Accept: answerAsk(
      needs,
      'yes',
      receiveQuoteAnswer(needs, 'accept', receiveApproval(needs, receiveAnswer(needs, 'accept'))),
    ),
    Reject: answerAsk(needs, 'no', receiveQuoteAnswer(needs, 'reject', receiveAnswer(needs, 'reject'))),
    Undo: undoAnswer(needs, receiveUndo(needs, acts)),
    Like: like,
    EmojiReact: like,
    Announce: receiveAnnounce(needs, take),
    Block: receiveBlock(needs),
    Move: receiveMove(needs),
    Arrive: receiveArrive(needs, take),
    Flag: receiveFlag(needs),
    Add: receivePin(needs, take, 'Add'),
    Remove: receivePin(needs, take, 'Remove'),
    QuoteRequest: receiveQuoteRequest(needs, take),
  }
}

/** Acts that an Undo may overtake. A boost is not among them: the posts room remembers its end by itself. */
const overtakable: ReadonlySet<ActivityType> = new Set(['Follow', 'Like', 'EmojiReact', 'Block'])

async function processOne(
  needs: ReceiveNeeds,
  { acts, act }: How,
  { job, activity }: { job: ActivityJob; activity: Activity },
): Promise<void> {
  const fields = () => ({ type: activity.type, host: new URL(activity.actor).host })
  try {
    const actor = await findActor(needs, activity)
    if (!actor) return needs.log.debug('An activity was dropped: its actor is not to be heard.', fields())
    const isDue =
      !overtakable.has(activity.type) ||
      (await acts.mayDo({ actor: activity.actor, id: activity.id, delivery: job.id }))
    if (!isDue) return
    if (job.attempt === 1) await needs.passOn(activity, actor)
    await act[activity.type](activity, actor, job.attempt)
  } catch (error) {
    if (!isHopeless(error, job.attempt)) throw error
    // The fault is theirs and will not pass: a dead letter would only ask an operator to look at it.
    needs.log.info('An activity was dropped: what it needs cannot be fetched.', {
      ...fields(),
      because: error.because,
    })
  }
}

/**
 * The actor, if it may act here. A suspended one may still say that something is gone. What an actor that was never
 * known says of itself alone is of no use here, and servers tell it to all that they have ever met.
 */
async function findActor(needs: ReceiveNeeds, activity: Activity): Promise<Account | undefined> {
  const known = await needs.accounts.findByUri(activity.actor)
  if (!known && idOf(member(activity.json, 'object')) === activity.actor) return undefined
  const actor = known ?? (await needs.fetching.resolve.byUri(activity.actor))
  if (!actor || actor.domain === null || actor.deletedAt) return undefined
  return isActive(actor) || activity.type === 'Delete' ? actor : undefined
}

function isHopeless(error: unknown, attempt: number): error is RemoteFault {
  return error instanceof RemoteFault && (error.retry === 'never' || attempt >= maxAttempts)
}
