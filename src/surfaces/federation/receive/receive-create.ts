import type { Account } from '#domain/accounts/index.ts'
import { idOf, isJson, isSameOrigin, member, originOf } from '../read-json.ts'
import { type FetchBudget, startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { type ParsedVote, parseVote } from './parse-poll.ts'
import { type ParsedPost, parsePost } from './parse-post.ts'
import { receiveCompanionAsk } from './receive-companions.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'accounts' | 'companions' | 'fetching' | 'origin' | 'polls' | 'posts'>

/** A post is published. One that is embedded is believed of its own author alone (R6); else its address is asked. */
export const receiveCreate =
  (needs: Needs, take: TakePost) =>
  async (activity: Activity, author: Account, attempt?: number): Promise<void> => {
    const object = member(activity.json, 'object')
    const vote = isJson(object) ? parseVote(object, activity.actor) : undefined
    if (vote) return receiveVote(needs, vote, author)
    if (isJson(object) && (await receiveCompanionAsk(needs, take, { object, actor: activity.actor, author })))
      return
    const budget = startBudget(undefined, undefined, attempt)
    const own = ownPost(activity)
    if (own) {
      if (!(await needs.posts.findPostByUri(own.uri))) await take.publish(own, author, budget)
      return
    }
    const uri = idOf(member(activity.json, 'object'))
    if (uri !== undefined && originOf(uri) !== needs.origin) await take.byUri(uri, budget)
  }

/** Somebody elsewhere votes in a poll of this server. Servers name the option by its text; the rule is the API's. */
async function receiveVote(needs: Needs, vote: ParsedVote, voter: Account): Promise<void> {
  const post = await needs.posts.findPostByUri(vote.pollUri)
  const poll = post?.local ? (await needs.polls.findByPosts([post.id])).get(post.id) : undefined
  const choice = poll?.options.indexOf(vote.option) ?? -1
  if (!poll || choice < 0) return
  await needs.polls.castVote({ voterId: voter.id, postId: poll.postId, choices: [choice], oneByOne: true })
}

/**
 * A post or a profile was changed: by its owner alone (R9). A profile is fetched again rather than believed, because
 * keys count only from their own address (R3).
 */
export const receiveUpdate =
  (needs: Needs, take: TakePost) =>
  async (activity: Activity, author: Account): Promise<void> => {
    const uri = idOf(member(activity.json, 'object'))
    if (uri === undefined || originOf(uri) === needs.origin) return
    if (uri === activity.actor) {
      await needs.fetching.resolve.refresh(uri)
      return
    }
    if (!isSameOrigin(uri, activity.actor)) return
    const budget = startBudget()
    const parsed = ownPost(activity) ?? (await fetchOwn(needs, uri, activity, budget))
    if (parsed) await take.edit(parsed, author, budget)
  }

/** The embedded object, if it is the actor's own post on the actor's own host. */
function ownPost(activity: Activity): ParsedPost | undefined {
  const object = member(activity.json, 'object')
  const parsed = isJson(object) ? parsePost(object, activity.actor) : undefined
  if (parsed?.authorUri !== activity.actor || !isSameOrigin(parsed.uri, activity.actor)) return undefined
  return parsed
}

async function fetchOwn(
  needs: Needs,
  uri: string,
  activity: Activity,
  budget: FetchBudget,
): Promise<ParsedPost | undefined> {
  const fetched = await needs.fetching.fetchDocument(uri, budget.signal)
  const parsed = fetched.kind === 'document' ? parsePost(fetched.json, activity.actor) : undefined
  return parsed?.authorUri === activity.actor && parsed.uri === uri ? parsed : undefined
}
