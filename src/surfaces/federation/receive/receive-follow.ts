import type { Account } from '#domain/accounts/index.ts'
import { idOf, isJson, type Json, member, uri } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'origin' | 'placeAccounts' | 'refuseFollow' | 'relationships'>

/** Somebody elsewhere asks to follow somebody here: the same command as for people here decides. */
export const receiveFollow =
  (needs: Needs) =>
  async (activity: Activity, follower: Account): Promise<void> => {
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
