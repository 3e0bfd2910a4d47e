import type { Account } from '#domain/accounts/index.ts'
import type { Post, PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { idOf, isJson, isSameOrigin, member } from '../read-json.ts'
import { type FetchBudget, startBudget } from './fetch-budget.ts'
import type { ReceiveNeeds } from './needs.ts'
import type { Activity } from './parse-activity.ts'
import { type ParsedPost, parsePost } from './parse-post.ts'
import type { TakePost } from './take-post.ts'

type Needs = Pick<ReceiveNeeds, 'origin' | 'posts' | 'quotes' | 'refuseQuote'>
type Act = (activity: Activity, actor: Account) => Promise<void>

/**
 * Somebody elsewhere asks to quote a post of this server (FEP-044f). Its policy answers; of a post that the asking one
 * may not see nothing is said. The quoting post is fetched only after a yes.
 */
export const receiveQuoteRequest =
  (needs: Needs, take: TakePost): Act =>
  async ({ id: requestUri, actor, json }, quoter) => {
    const quotedUri = idOf(member(json, 'object'))
    const quotingUri = idOf(member(json, 'instrument'))
    if (requestUri === undefined || quotedUri === undefined || quotingUri === undefined) return
    if (!isSameOrigin(quotingUri, actor)) return
    const quoted = await needs.posts.findPostByUri(quotedUri)
    if (!quoted?.local || !(await needs.posts.findVisible(quoter.id, quoted.id))) return
    const refuse = () => needs.refuseQuote({ requestUri, quoter, quoted, quotingUri })
    if (!(await needs.quotes.mayQuote(quoter.id, quoted.id))) return refuse()
    const instrument = member(json, 'instrument')
    const post = await takeQuoting(needs, take, {
      actor,
      quoter,
      quoted,
      quotingUri,
      instrument,
      budget: startBudget(),
    })
    if (post?.accountId !== quoter.id) return
    if (!(await needs.quotes.approveQuote(post, quoted.id, requestUri))) return refuse()
  }

/** The quoting post: known, embedded by its own author, or from its own address. */
async function takeQuoting(
  needs: Needs,
  take: TakePost,
  { actor, quoter, quoted, quotingUri, instrument, budget }: Request,
): Promise<Post | undefined> {
  const known = await needs.posts.findPostByUri(quotingUri)
  const embedded = isJson(instrument) ? parsePost(instrument, actor) : undefined
  const parsed = embedded?.authorUri === actor && embedded.uri === quotingUri ? embedded : undefined
  if (!known) return parsed ? take.publish(parsed, quoter, budget) : take.byUri(quotingUri, budget)
  if (known.accountId === quoter.id && parsed) await takeQuote(needs, known, { parsed, quoted })
  return known
}

/** Hollo (0.10) publishes without the quote: until it has the consent, only the request tells of it. */
async function takeQuote(
  needs: Needs,
  known: Post,
  { parsed, quoted }: { parsed: ParsedPost; quoted: Post },
): Promise<void> {
  const { quote } = parsed
  const quotedUri = quote && (await needs.posts.findPostByUri(quote.uri))?.id === quoted.id && quote.uri
  if (!quotedUri || (await needs.quotes.findByPosts([known.id])).has(known.id)) return
  await needs.quotes.refreshQuote(known, { quotedUri, quoted, legacy: quote.legacy, approval: undefined })
}

interface Request {
  readonly actor: string
  readonly quoter: Account
  readonly quoted: Post
  readonly quotingUri: string
  readonly instrument: unknown
  readonly budget: FetchBudget
}

/** The answer to a QuoteRequest of somebody here; any other answer goes on to `other`. */
export const receiveQuoteAnswer =
  (needs: Needs, answer: 'accept' | 'reject', other: Act): Act =>
  async (activity, actor) => {
    const postId = parseRequestId(needs.origin, idOf(member(activity.json, 'object')))
    if (postId === undefined) return other(activity, actor)
    if (answer === 'reject') return needs.quotes.takeAnswer(postId, { by: actor.id, yes: false })
    const approvalUri = idOf(member(activity.json, 'result'))
    // The Accept is as good as the authorization itself, which others will ask for: so it must be where they look.
    if (approvalUri === undefined || !isSameOrigin(approvalUri, activity.actor)) return
    await needs.quotes.takeAnswer(postId, { by: actor.id, yes: true, approvalUri })
  }

/** Takes `<origin>/users/alice#quote_requests/1` apart. */
function parseRequestId(origin: string, id: string | undefined): PostId | undefined {
  const start = `${origin}/users/`
  if (!id?.startsWith(start)) return undefined
  return parseId<PostId>(/^[A-Za-z0-9_]{1,30}#quote_requests\/(\d{1,19})$/.exec(id.slice(start.length))?.[1])
}
