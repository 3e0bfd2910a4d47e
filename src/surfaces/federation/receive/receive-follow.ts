import type { Account } from '#domain/accounts/index.ts'
import type { RelayId } from '#domain/relays/index.ts'
import { parseRelayFollowId, relayActorUri } from '../describe/index.ts'
import { idOf, ids, isJson, type Json, member, uri } from '../read-json.ts'
import { isPublicCollection } from '../vocabulary.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

type Needs = Pick<
  ReceiveNeeds,
  'accounts' | 'origin' | 'placeAccounts' | 'refuseFollow' | 'relationships' | 'relays'
>

/** Somebody elsewhere asks to follow somebody here: the same command as for people here decides. */
export const receiveFollow =
  (needs: Needs) =>
  async (activity: Activity, follower: Account): Promise<void> => {
    const style = subscriptionStyle(needs, activity.json)
    if (style) return receiveSubscription(needs, activity, { follower, style })
    const object = idOf(member(activity.json, 'object'))
    const followed = (await findOwn(needs, object)) ?? (await ensurePlace(needs, object))
    if (!followed) return
    const outcome = await needs.relationships.requestFollow({
      followerId: follower.id,
      followedId: followed.id,
      uri: activity.id,
    })
    if (outcome.kind === 'refused' && activity.id !== undefined)
      await needs.refuseFollow({ follower, followed, followUri: activity.id })
  }

/** Whether a Follow is about this server as a relay: of everybody (Mastodon), or of the relay's actor (Pleroma). */
export function subscriptionStyle(
  { origin }: Pick<Needs, 'origin'>,
  follow: Json,
): 'inbox' | 'actor' | undefined {
  const [object] = ids(follow, 'object', 1)
  if (object === undefined) return undefined
  if (isPublicCollection(object)) return 'inbox'
  return object === relayActorUri(origin) ? 'actor' : undefined
}

async function receiveSubscription(
  needs: Needs,
  activity: Activity,
  { follower, style }: { follower: Account; style: 'inbox' | 'actor' },
): Promise<void> {
  const { uri: actorUri, inboxUrl } = follower
  if (actorUri === null || inboxUrl === null || activity.id === undefined) return
  await needs.relays.takeSubscription({ actorUri, inboxUrl, followUri: activity.id, style })
}

/** A place or neighbourhood is an account from the first follow on. */
async function ensurePlace(needs: Needs, uri: string | undefined): Promise<Account | undefined> {
  const start = `${needs.origin}/users/`
  return uri?.startsWith(start) ? needs.placeAccounts.ensure(uri.slice(start.length)) : undefined
}

/**
 * The followed account says yes or no. Only the one who was asked can (R9): the follow is looked up by the pair of
 * its follower here and the answering actor, and must be the one that the answer names.
 */
export const receiveAnswer =
  (needs: Needs, answer: 'accept' | 'reject') =>
  async (activity: Activity, followed: Account): Promise<void> => {
    const id = idOf(member(activity.json, 'object'))
    const relayId = id === undefined ? undefined : parseRelayFollowId(needs.origin, id)
    if (relayId !== undefined) {
      const state = answer === 'accept' ? 'accepted' : 'refused'
      await needs.relays.takeRelayAnswer({ id: relayId as RelayId, actorUri: activity.actor, state })
      return
    }
    const asked = await findAsked(needs, member(activity.json, 'object'), activity.actor)
    if (!asked) return
    const follow = await needs.relationships.findFollow(asked.follower.id, followed.id)
    if (!follow || (asked.followId !== undefined && asked.followId !== follow.id)) return
    const pair = { followerId: asked.follower.id, followedId: followed.id }
    if (answer === 'accept') await needs.relationships.acceptFollow(pair)
    else await needs.relationships.rejectFollow(pair)
  }

interface Asked {
  readonly follower: Account
  /** Absent where the answer describes the follow without its id. */
  readonly followId: string | undefined
}

/** The Follow that an answer is about: by our id for it, or embedded with the pair. */
async function findAsked(needs: Needs, object: unknown, answering: string): Promise<Asked | undefined> {
  const id = idOf(object)
  const named = id === undefined ? undefined : parseFollowId(needs.origin, id)
  if (named) {
    const follower = await needs.accounts.findByHandle(named.username, null)
    return follower && { follower, followId: named.followId }
  }
  // An id of another host is no Follow of ours, whatever it embeds.
  if (id !== undefined || !isJson(object) || !concerns(object, answering)) return undefined
  const follower = await findOwn(needs, uri(object, 'actor'))
  return follower && { follower, followId: undefined }
}

function concerns(follow: Json, answering: string): boolean {
  return uri(follow, 'object') === answering
}

/** Takes `<origin>/users/alice#follows/1` apart. */
function parseFollowId(origin: string, id: string): { username: string; followId: string } | undefined {
  if (!id.startsWith(`${origin}/users/`)) return undefined
  const match = /^([A-Za-z0-9_]{1,30})#follows\/(\d{1,19})$/.exec(id.slice(`${origin}/users/`.length))
  const [, username, followId] = match ?? []
  return username !== undefined && followId !== undefined ? { username, followId } : undefined
}

async function findOwn(needs: Needs, actorUri: string | undefined): Promise<Account | undefined> {
  if (!actorUri?.startsWith(`${needs.origin}/`)) return undefined
  return needs.accounts.findByUri(actorUri)
}
