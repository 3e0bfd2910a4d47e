import { createHash } from 'node:crypto'
import type { Relays } from '#domain/relays/index.ts'
import type { Database } from '#platform/db/index.ts'
import { defineJob, handleJobs, type JobHandler, type JobQueue } from '#platform/jobs/index.ts'
import type { Peers } from '../peers.ts'
import { idOf, isJson, isSameOrigin, type Json, member, originOf, typeAmong } from '../read-json.ts'
import {
  type InboxNeeds,
  ignoreTrouble,
  isPassing,
  lookAgain,
  type ReceiveNeeds,
  startBudget,
  type TakePost,
} from '../receive/index.ts'

/** A post that a relay spoke of, to be asked for at its own address. */
export const fetchRelayed = defineJob<{ readonly uri: string; readonly what: 'new' | 'changed' }>(
  'fetch-relayed',
)

interface Needs {
  readonly db: Pick<Database, 'sql' | 'transact'>
  readonly jobs: Pick<JobQueue, 'countLanes' | 'enqueue'>
  readonly origin: string
  readonly relays: Pick<Relays, 'getNetwork'>
  readonly peers: Pick<Peers, 'isBlocked'>
}

/** So many posts of one host wait to be fetched; what a relay passes on beyond is news to nobody in particular. */
const maxWaiting = 200

export function createTakeRelayed(needs: Needs): InboxNeeds['relayed'] {
  const findPeers = async () => {
    const { relays, subscribers } = await needs.relays.getNetwork()
    return [
      ...relays.map(({ actorUri, state }) => ({ actorUri, state, passesOn: 'all' as const })),
      ...subscribers.map(({ actorUri, state, style }) => ({
        actorUri,
        state,
        // A server that follows the relay announces what its own people publish.
        passesOn: style === 'actor' ? ('own' as const) : ('nothing' as const),
      })),
    ].filter(({ state, passesOn }) => state === 'accepted' && passesOn !== 'nothing')
  }
  return {
    mayCome: async (origin) =>
      origin !== undefined &&
      (await findPeers()).some(({ actorUri }) => actorUri !== null && originOf(actorUri) === origin),
    async take(activity, signerUri) {
      const peer = (await findPeers()).find(({ actorUri }) => actorUri === signerUri)
      if (!peer || (activity.actor === signerUri && activity.type !== 'Announce')) return false
      const passedOn = findPassedOn(activity.json)
      if (!passedOn || originOf(passedOn.uri) === needs.origin) return true
      if (peer.passesOn === 'own' && !isSameOrigin(passedOn.uri, signerUri)) return true
      await enqueue(needs, passedOn)
      return true
    },
  }
}

async function enqueue(needs: Needs, payload: { uri: string; what: 'new' | 'changed' }): Promise<void> {
  const lane = new URL(payload.uri).host
  if (await needs.peers.isBlocked(lane)) return
  const waiting = (await needs.jobs.countLanes(needs.db.sql, fetchRelayed, [lane])).get(lane) ?? 0
  if (waiting >= maxWaiting) return
  const dedupeKey = createHash('sha256').update(`${payload.what} ${payload.uri}`).digest('base64url')
  await needs.db.transact((tx) => needs.jobs.enqueue(tx, fetchRelayed, payload, { lane, dedupeKey }))
}

const wrappers: ReadonlySet<string> = new Set(['Announce'])
const changes: ReadonlySet<string> = new Set(['Create', 'Update', 'Delete'])

/** The post that is spoken of: boosted, or created, changed or deleted, itself or within an Announce. */
function findPassedOn(json: Json): { uri: string; what: 'new' | 'changed' } | undefined {
  const object = member(json, 'object')
  const isAnnounce = typeAmong(json, wrappers) !== undefined
  const inner = isAnnounce && isJson(object) && typeAmong(object, changes) !== undefined ? object : json
  const uri = idOf(member(inner, 'object'))
  if (uri === undefined) return undefined
  const change = typeAmong(inner, changes)
  if (change === undefined) return isAnnounce ? { uri, what: 'new' } : undefined
  return { uri, what: change === 'Create' ? 'new' : 'changed' }
}

/** Fetches each from its own address: nothing that a relay says of a post is believed. */
export const handleRelayed = (needs: Pick<ReceiveNeeds, 'fetching' | 'posts'>, take: TakePost): JobHandler =>
  handleJobs(fetchRelayed, { concurrency: 8, perLane: 2, timeoutMs: 60_000, maxAttempts }, async (jobs) => {
    for (const { payload, attempt } of jobs) {
      const { uri, what } = payload
      const budget = startBudget(maxFetches)
      const act = what === 'changed' ? lookAgain(needs, take, { uri, budget }) : take.byUri(uri, budget)
      await act.catch((error: unknown) => {
        if (isPassing(error) && attempt < maxAttempts) throw error
        ignoreTrouble(error)
      })
    }
  })

const maxFetches = 8
const maxAttempts = 4
