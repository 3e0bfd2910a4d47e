import { type Account, isActive } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type Job, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, member } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import { type Activity, type ActivityType, parseActivity } from './parse-activity.ts'
import { receiveAnnounce } from './receive-announce.ts'
import { receiveArrive } from './receive-arrive.ts'
import { receiveCreate, receiveUpdate } from './receive-create.ts'
import { receiveDelete } from './receive-delete.ts'
import { receiveAnswer, receiveFollow } from './receive-follow.ts'
import { receiveMove } from './receive-move.ts'
import { receiveBlock, receiveLike } from './receive-reactions.ts'
import { receiveUndo } from './receive-undo.ts'
import { createRememberActs, type RememberActs } from './remember-acts.ts'
import { createTakePost } from './take-post.ts'

/** An activity whose signer is its actor, as it came: the only job that holds a body, because 202 has been said. */
export const processActivity = defineJob<{ readonly body: string }>('process-activity')

const maxAttempts = 12

/** Acts on what came in: one sender's in order, several senders' side by side. */
export function handleActivities(needs: ReceiveNeeds): JobHandler {
  const acts = createRememberActs(needs.db)
  const act = createActs(needs, acts)
  return handleJobs(
    processActivity,
    { batch: 16, concurrency: 4, perLane: 1, timeoutMs: 120_000, maxAttempts },
    async (jobs) => {
      const lanes = Map.groupBy(jobs, (job) => job.lane)
      const outcomes = await Promise.allSettled(
        [...lanes.values()].map(async (lane) => {
          for (const job of lane) await processOne(needs, { acts, act }, job)
        }),
      )
      const failure = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failure) throw failure.reason
    },
  )
}

type Act = (activity: Activity, actor: Account) => Promise<void>

function createActs(needs: ReceiveNeeds, acts: RememberActs): Record<ActivityType, Act> {
  const take = createTakePost(needs)
  const like = receiveLike(needs)
  return {
    Create: receiveCreate(needs, take),
    Update: receiveUpdate(needs, take),
    Delete: receiveDelete(needs),
    Follow: receiveFollow(needs),
    Accept: receiveAnswer(needs, 'accept'),
    Reject: receiveAnswer(needs, 'reject'),
    Undo: receiveUndo(needs, acts),
    Like: like,
    EmojiReact: like,
    Announce: receiveAnnounce(needs, take),
    Block: receiveBlock(needs),
    Move: receiveMove(needs),
    Arrive: receiveArrive(needs, take),
  }
}

/** Acts that an Undo may overtake. A boost is not among them: the posts room remembers its end by itself. */
const overtakable: ReadonlySet<ActivityType> = new Set(['Follow', 'Like', 'EmojiReact', 'Block'])

async function processOne(
  needs: ReceiveNeeds,
  { acts, act }: { acts: RememberActs; act: Record<ActivityType, Act> },
  job: Job<{ readonly body: string }>,
): Promise<void> {
  const parsed = parseActivity(job.payload.body)
  if (parsed.kind !== 'activity') return
  const { activity } = parsed
  const fields = { type: activity.type, host: new URL(activity.actor).host }
  try {
    const actor = await findActor(needs, activity)
    if (!actor) return needs.log.debug('An activity was dropped: its actor is not to be heard.', fields)
    const isDue =
      !overtakable.has(activity.type) ||
      (await acts.mayDo({ actor: activity.actor, id: activity.id, delivery: job.id }))
    if (isDue) await act[activity.type](activity, actor)
  } catch (error) {
    if (!isHopeless(error, job.attempt)) throw error
    // The fault is theirs and will not pass: a dead letter would only ask an operator to look at it.
    needs.log.info('An activity was dropped: what it needs cannot be fetched.', {
      ...fields,
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
