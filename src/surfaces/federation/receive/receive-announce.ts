import type { Account } from '#domain/accounts/index.ts'
import { date, idOf, ids, isJson, isSameOrigin, type Json, member, typeAmong } from '../read-json.ts'
import { type FetchBudget, startBudget } from './fetch-budget.ts'
import { isOlderSibling } from './is-older-sibling.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { parsePost } from './parse-post.ts'
import { receiveFlag } from './receive-flag.ts'
import type { TakePost } from './take-post.ts'
import { visibilityOf } from './visibility-of.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'clock' | 'fetching' | 'fileReport' | 'origin' | 'posts'>

const maxAddressees = 500
const announcedActivities = new Set([
  'Create',
  'Update',
  'Delete',
  'Like',
  'Dislike',
  'Undo',
  'Add',
  'Remove',
  'Lock',
  'Flag',
  'Resolve',
])

/**
 * A boost. What is boosted is believed from its own address alone, never from what the Announce embeds (R6). A group
 * announces what its members did rather than what they wrote (FEP-1b12: Lemmy, PieFed, Mbin).
 */
export const receiveAnnounce =
  (needs: Needs, take: TakePost) =>
  async (activity: Activity, booster: Account): Promise<void> => {
    const object = member(activity.json, 'object')
    const uri = idOf(object)
    if (uri === undefined || activity.id === undefined) return
    const budget = startBudget()
    const inner = isJson(object) && typeAmong(object, announcedActivities) ? object : undefined
    if (inner) return receiveAnnounced(needs, take, { activity, booster, inner, budget })
    await boost(needs, take, { activity, booster, uri, budget })
  }

interface Announced {
  readonly activity: Activity
  readonly booster: Account
  readonly inner: Json
  readonly budget: FetchBudget
}

/**
 * What a member of a group did. The group's signature says nothing about its members' acts: a new post is boosted as
 * its own server serves it, a changed or deleted one is asked for again. A report is one of the group's own: whoever told it is not known to have done so. Votes are not acted upon.
 */
async function receiveAnnounced(needs: Needs, take: TakePost, announced: Announced): Promise<void> {
  const { activity, booster, inner, budget } = announced
  const uri = idOf(member(inner, 'object'))
  if (uri === undefined) return
  switch (typeAmong(inner, announcedActivities)) {
    case 'Create':
      return boost(needs, take, { ...announced, uri })
    case 'Update':
    case 'Delete':
      return lookAgain(needs, take, { uri, budget })
    case 'Flag':
      return receiveFlag(needs)({ ...activity, json: inner }, booster)
    default:
  }
}

/** A post that is known, as its own address has it now: another text, or nothing any more. */
export async function lookAgain(
  needs: Pick<Needs, 'fetching' | 'posts'>,
  take: TakePost,
  { uri, budget }: { uri: string; budget: FetchBudget },
): Promise<void> {
  const known = await needs.posts.findPostByUri(uri)
  if (!known || known.local) return
  // What is not for everybody is hidden from the fetch of this server, too (Mastodon answers 404): that proves nothing.
  if (known.visibility !== 'public' && known.visibility !== 'unlisted') return
  const fetched = await needs.fetching.fetchDocument(uri, budget.signal)
  const isGone = fetched.kind === 'gone' || (fetched.kind === 'document' && isTombstone(fetched.json))
  if (isGone) return needs.posts.receiveDelete(uri, known.accountId)
  const parsed = fetched.kind === 'document' ? parsePost(fetched.json) : undefined
  if (!parsed || parsed.uri !== uri || !isSameOrigin(parsed.authorUri, uri)) return
  const author = await needs.fetching.resolve.byUri(parsed.authorUri, budget.signal)
  if (author?.id === known.accountId) await take.edit(parsed, author, budget)
}

function isTombstone(json: Json): boolean {
  return typeAmong(json, new Set(['Tombstone'])) !== undefined
}

async function boost(
  needs: Needs,
  take: TakePost,
  { activity, booster, uri, budget }: Omit<Announced, 'inner'> & { readonly uri: string },
): Promise<void> {
  const post = await take.byUri(uri, budget)
  if (!post) return
  const to = ids(activity.json, 'to', maxAddressees)
  const cc = ids(activity.json, 'cc', maxAddressees)
  const visibility = visibilityOf({ to, cc }, booster.followersUrl)
  // A boost for named people only (Friendica) is no boost that a timeline could show.
  if (visibility === 'direct') return
  // Of a thread in a group its first post is shown; answers stand below it.
  if (booster.kind === 'group' && post.replyToId !== null) return
  const earlier = await needs.posts.findBoost(booster.id, post.id)
  if (earlier && isOlderSibling(activity.id, earlier.uri)) return
  // The end of the earlier boost is still on its way: it must not end this one.
  if (earlier && isOlderSibling(earlier.uri, activity.id)) await needs.posts.unboostPost(booster.id, post.id)
  const now = new Date(needs.clock.now())
  const at = date(activity.json, 'published') ?? now
  await needs.posts.boostPost({
    boosterId: booster.id,
    postId: post.id,
    visibility,
    uri: activity.id,
    at: at > now ? now : at,
  })
}
