import { type Account, type AccountId, handleOf, isActive } from '#domain/accounts/index.ts'
import {
  type Addition,
  joinAdditions,
  type Mention,
  type Post,
  type ReceivedPost,
} from '#domain/posts/index.ts'
import type { RemoteQuote } from '#domain/quotes/index.ts'
import type { FetchOutcome } from '../fetch/index.ts'
import { isSameOrigin, member, originOf } from '../read-json.ts'
import type { FetchBudget } from './fetch-budget.ts'
import { ignoreTrouble, isPassing } from './ignore-trouble.ts'
import type { ReceiveNeeds } from './needs.ts'
import { type ParsedPost, parsePost } from './parse-post.ts'
import { parseQuotePolicy } from './parse-quote.ts'
import { resolveQuote } from './resolve-quote.ts'
import { visibilityOf } from './visibility-of.ts'

type Needs = Pick<
  ReceiveNeeds,
  'accounts' | 'clock' | 'emojis' | 'fetching' | 'origin' | 'polls' | 'posts' | 'quotes' | 'receiveCheckin'
>

const maxAncestors = 16
const maxUnknownMentions = 12

export interface TakePost {
  /** Stores a post whose document and author are believed. @returns undefined when it was deleted before. */
  publish(parsed: ParsedPost, author: Account, budget: FetchBudget): Promise<Post | undefined>
  /** The same for the author's edit; one of a post that never came publishes it. */
  edit(parsed: ParsedPost, author: Account, budget: FetchBudget): Promise<void>
  /**
   * A post by its id: known here, or fetched from its own address with what it answers, at most 16 posts up.
   * @throws RemoteFault with `retry: 'later'` when the post itself could be had another time
   */
  byUri(uri: string, budget: FetchBudget): Promise<Post | undefined>
}

export function createTakePost(needs: Needs): TakePost {
  const publish = async (
    parsed: ParsedPost,
    author: Account,
    { replyTo, budget }: { replyTo: Post | undefined; budget: FetchBudget },
  ) => {
    const received = await resolvePost(needs, parsed, { author, replyTo, budget })
    const outcome = await needs.posts.receivePost(
      received,
      await findAddition(needs, parsed, { author, received, quote: await findQuote(parsed, budget) }),
    )
    if (outcome.kind === 'deleted') return undefined
    await needs.posts.receiveCounts(outcome.post, parsed.counts)
    return outcome.post
  }
  const findQuote = (parsed: ParsedPost, budget: FetchBudget) =>
    resolveQuote(needs, parsed, { byUri: (uri) => take.byUri(uri, budget), budget })
  const findParent = async (parsed: ParsedPost, budget: FetchBudget) => {
    if (parsed.replyToUri === undefined) return undefined
    const { replyToUri, uri } = parsed
    return take.byUri(replyToUri, budget).catch((error: unknown) => {
      // A server that has just sent the answer is there, and will give out what is answered.
      if (budget.waitsForParent && isSameOrigin(replyToUri, uri) && isPassing(error)) throw error
      // Without its parent it is a post still: what cannot be fetched now must not hold it up.
      return ignoreTrouble(error)
    })
  }
  const take: TakePost = {
    publish: async (parsed, author, budget) =>
      publish(parsed, author, { replyTo: await findParent(parsed, budget), budget }),
    async edit(parsed, author, budget) {
      const quote = await findQuote(parsed, budget)
      const known = await needs.posts.findPostByUri(parsed.uri)
      if (known?.accountId === author.id) await needs.posts.receiveCounts(known, parsed.counts)
      if (known && (await takeNews(needs, known, { parsed, author, quote }))) return
      const replyTo = await findParent(parsed, budget)
      const received = await resolvePost(needs, parsed, { author, replyTo, budget })
      const addition = await findAddition(needs, parsed, { author, received, quote, known })
      if (await needs.posts.receiveEdit(received, addition)) return
      // Never seen: then this is how it is to be seen first, and its Create will change nothing.
      await needs.posts.receivePost(received, addition)
    },
    async byUri(uri, budget) {
      const { known, unknown } = await fetchUpward(needs, uri, budget)
      let post = known
      for (const { parsed, author } of unknown.reverse()) {
        post = await publish(parsed, author, { replyTo: post, budget })
      }
      return post
    },
  }
  return take
}

/**
 * Mastodon and others tell by an Update of the whole post, whose `updated` stays as it was, how its poll stands, who may
 * quote it or that what it quotes agrees: then nothing was edited. @returns whether it was so
 */
async function takeNews(
  needs: Needs,
  known: Post,
  { parsed, author, quote }: { parsed: ParsedPost; author: Account; quote: RemoteQuote | undefined },
): Promise<boolean> {
  if (known.accountId !== author.id) return false
  await needs.posts.receiveQuotePolicy(known, parseQuotePolicy(parsed.json, author))
  const isEdited = parsed.editedAt !== undefined && parsed.editedAt.getTime() !== known.editedAt?.getTime()
  if (isEdited) return false
  const isSameText = parsed.content === known.content && parsed.contentWarning === known.contentWarning
  if (quote && isSameText) await needs.quotes.refreshQuote(known, quote)
  if (parsed.poll) return needs.polls.receiveCounts(known.id, parsed.poll)
  return isSameText && (quote !== undefined || member(parsed.json, 'interactionPolicy') !== undefined)
}

interface Believed {
  readonly parsed: ParsedPost
  readonly author: Account
}

/** Walks from a post to what it answers, until something known or nothing more; only then is anything stored. */
async function fetchUpward(
  needs: Needs,
  uri: string,
  budget: FetchBudget,
): Promise<{ known: Post | undefined; unknown: Believed[] }> {
  const unknown: Believed[] = []
  const passed = new Set<string>()
  let next: string | undefined = uri
  while (next !== undefined && unknown.length < maxAncestors && !passed.has(next)) {
    passed.add(next)
    const known = await needs.posts.findPostByUri(next)
    if (known) return { known, unknown }
    const believed: Believed | undefined = await fetchPost(needs, next, budget).catch((error: unknown) => {
      if (unknown.length === 0) throw error
      return ignoreTrouble(error)
    })
    if (!believed) break
    // The address may have been another one than the id: what the id names may be known.
    const same = await needs.posts.findPostByUri(believed.parsed.uri)
    if (same) return { known: same, unknown }
    unknown.push(believed)
    next = believed.parsed.replyToUri
  }
  return { known: undefined, unknown }
}

/** A post from its own address, with an author of the same host (R6); nothing under our own host (R7). */
async function fetchPost(needs: Needs, uri: string, budget: FetchBudget): Promise<Believed | undefined> {
  if (budget.left <= 0 || originOf(uri) === needs.origin) return undefined
  budget.left -= 1
  const fetched: FetchOutcome = await needs.fetching.fetchDocument(uri, budget.signal)
  if (fetched.kind !== 'document') return undefined
  const parsed = parsePost(fetched.json)
  if (!parsed || parsed.uri !== fetched.uri) return undefined
  const author = await needs.fetching.resolve.byUri(parsed.authorUri, budget.signal)
  if (!author || author.domain === null || !isActive(author) || !isSameOrigin(parsed.uri, parsed.authorUri))
    return undefined
  return { parsed, author }
}

/** All that is to be looked up, over the network where it must be: before any transaction. */
async function resolvePost(
  needs: Needs,
  parsed: ParsedPost,
  { author, replyTo, budget }: { author: Account; replyTo: Post | undefined; budget: FetchBudget },
): Promise<ReceivedPost> {
  if (author.domain !== null) await needs.emojis.saveRemote(author.domain, parsed.emojis)
  const visibility = visibilityOf(parsed, author.followersUrl)
  // What the author may not see does not exist for them, and cannot be answered (R13).
  const seen = replyTo && (await needs.posts.findVisible(author.id, replyTo.id))
  return {
    authorId: author.id,
    uri: parsed.uri,
    url: parsed.url,
    visibility,
    replyTo: seen,
    content: parsed.content,
    contentWarning: parsed.contentWarning,
    sensitive: parsed.sensitive,
    language: parsed.language,
    mentions: await findMentions(needs, parsed, { visibility, budget }),
    tags: parsed.tags,
    media: parsed.media,
    publishedAt: parsed.publishedAt ?? new Date(needs.clock.now()),
    editedAt: parsed.editedAt ?? null,
    quotePolicy: parseQuotePolicy(parsed.json, author),
  }
}

async function findMentions(
  needs: Needs,
  parsed: ParsedPost,
  { visibility, budget }: { visibility: ReceivedPost['visibility']; budget: FetchBudget },
): Promise<Mention[]> {
  // Misskey addresses a direct post to people whom its text does not name.
  const named = visibility === 'direct' ? [...parsed.to, ...parsed.cc].filter((uri) => isOwn(needs, uri)) : []
  let unknownLeft = maxUnknownMentions
  const found = await Promise.all(
    [...new Set([...parsed.mentions, ...named])].map(async (uri) => {
      const known = await needs.accounts.findByUri(uri)
      if (known || isOwn(needs, uri) || unknownLeft <= 0 || budget.left <= 0) return known
      unknownLeft -= 1
      budget.left -= 1
      return needs.fetching.resolve.byUri(uri, budget.signal).catch(ignoreTrouble)
    }),
  )
  const mentions = new Map<AccountId, string>()
  for (const account of found) if (account) mentions.set(account.id, handleOf(account))
  return [...mentions].map(([accountId, handle]) => ({ accountId, handle }))
}

function isOwn(needs: Pick<Needs, 'origin'>, uri: string): boolean {
  return uri.startsWith(`${needs.origin}/`)
}

async function findAddition(
  needs: Needs,
  parsed: ParsedPost,
  {
    author,
    received,
    quote,
    known,
  }: { author: Account; received: ReceivedPost; quote: RemoteQuote | undefined; known?: Post | undefined },
): Promise<Addition | undefined> {
  const had = known && !parsed.poll ? await needs.polls.findByPosts([known.id]) : undefined
  const hadQuote = !quote && known !== undefined && (await needs.quotes.findByPosts([known.id])).size > 0
  const place = await findPlaceAddition(needs, parsed, author, received)
  return joinAdditions([
    ...(place ? [place] : []),
    ...(parsed.poll ? [needs.polls.receivePoll(parsed.poll)] : []),
    ...(had && had.size > 0 ? [needs.polls.removePoll()] : []),
    ...(quote || hadQuote ? [needs.quotes.receiveQuote(quote)] : []),
  ])
}

/** The place of a check-in, or that a tip is about. Another Cairn has written the place line into the content already. */
async function findPlaceAddition(
  needs: Needs,
  parsed: ParsedPost,
  author: Account,
  { visibility, publishedAt }: ReceivedPost,
): Promise<Addition | undefined> {
  const addition = await needs.receiveCheckin({ json: parsed.json, author, visibility, publishedAt })
  if (!addition) return undefined
  return /u-checkin|u-about/.test(parsed.content) ? { ...addition, footer: '' } : addition
}
