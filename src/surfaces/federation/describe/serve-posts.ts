import type { FastifyReply, FastifyRequest } from 'fastify'
import { localAddresses } from '#domain/accounts/index.ts'
import type { Post, PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { activityStreams } from '../vocabulary.ts'
import type { Addresses } from './addresses.ts'
import { sendDocument, sendNothing, sendTombstone, sendToPage, wantsDocument } from './answer-document.ts'
import { postContext } from './context.ts'
import { describeAnnounce, describeCreate } from './describe-activity.ts'
import { describePost } from './describe-post.ts'
import { describeStamp } from './describe-quote.ts'
import { listReplyIds, selectGonePost } from './document-store.ts'
import { type Facts, findFacts } from './find-facts.ts'
import { identifyViewer } from './identify-viewer.ts'
import type { ServeNeeds } from './needs.ts'

/** Answers at the addresses of local posts: `/posts/:id`, its activity and its replies. */
export interface ServePosts {
  post(id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  activity(id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  replies(id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  /** How many liked or boosted it, and not who. */
  count(
    which: 'likes' | 'shares',
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply>
  /** That somebody here agrees to being quoted; for whoever may see the quoting post or the quoted one. */
  stamp(name: string, id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

export function createServePosts(needs: ServeNeeds, addresses: Addresses): ServePosts {
  const find = (id: string, request: FastifyRequest) => findSeen(needs, id, request)
  return {
    async post(id, request, reply) {
      const seen = await find(id, request)
      if (!seen) return sendAbsence(needs, addresses, id, reply)
      if (seen.facts.kind === 'boost')
        return reply.redirect(new URL(addresses.activity(seen.post.id)).pathname, 302)
      if (!wantsDocument(request))
        return sendToPage(reply, `${pathOf(needs, seen.facts.author.username)}/${seen.post.id}`)
      const note = describePost(addresses, seen.facts)
      const [counts, replies] = await Promise.all([
        describeCounts(needs, addresses, seen.post),
        describeReplies(needs, addresses, seen.post),
      ])
      // GoToSocial (0.20) follows answers only where the page stands within the post.
      return sendDocument(reply, { '@context': postContext, ...note, ...counts, replies }, seen)
    },
    async activity(id, request, reply) {
      const seen = await find(id, request)
      if (!seen) return sendNothing(reply)
      return sendDocument(reply, describeFacts(addresses, seen.facts), seen)
    },
    async replies(id, request, reply) {
      const seen = await find(id, request)
      if (seen?.facts.kind !== 'post') return sendNothing(reply)
      const replies = await describeAskedReplies(needs, addresses, { post: seen.post, query: request.query })
      return sendDocument(reply, { '@context': activityStreams, ...replies }, seen)
    },
    async count(which, id, request, reply) {
      const seen = await find(id, request)
      if (seen?.facts.kind !== 'post') return sendNothing(reply)
      const counts = await describeCounts(needs, addresses, seen.post)
      return sendDocument(reply, { '@context': activityStreams, ...counts[which] }, seen)
    },
    stamp: (name, id, request, reply) => sendStamp(needs, addresses, { name, id, request }, reply),
  }
}

/** The activity by which a post or boost was made known. */
export function describeFacts(addresses: Addresses, facts: Facts) {
  return facts.kind === 'post' ? describeCreate(addresses, facts) : describeAnnounce(addresses, facts)
}

interface Seen {
  readonly post: Post
  readonly facts: Facts
  readonly visibleTo: 'everybody' | 'signer'
}

/**
 * A local post that the request's signer may see (R13). What all may see needs nobody's signature checked; whatever
 * else, hidden or absent, costs the same look at it, so that nobody learns by our asking for a key which it was.
 */
async function findSeen(
  needs: ServeNeeds,
  idText: string,
  request: FastifyRequest,
): Promise<Seen | undefined> {
  const id = parseId<PostId>(idText)
  const post = id && (await needs.posts.findPost(id))
  const isOpen = post?.visibility === 'public' || post?.visibility === 'unlisted'
  const viewerId = isOpen ? undefined : await identifyViewer(needs, request)
  if (!post?.local || (!isOpen && viewerId === undefined)) return undefined
  if (!(await needs.posts.findVisible(viewerId, post.id))) return undefined
  const facts = (await findFacts(needs, [post.id])).get(post.id)
  return facts && { post, facts, visibleTo: isOpen ? 'everybody' : 'signer' }
}

async function sendStamp(
  needs: ServeNeeds,
  addresses: Addresses,
  { name, id, request }: { name: string; id: string; request: FastifyRequest },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stampId = parseId(id)
  const quotedAuthor = await needs.accounts.findByHandle(name, null)
  const quote = quotedAuthor && stampId && (await needs.quotes.findStamp(quotedAuthor.id, stampId))
  if (!quote || !quote.quotedId || !quotedAuthor) return sendNothing(reply)
  const pair = [quote.postId, quote.quotedId]
  const open = await needs.posts.keepVisible(undefined, pair)
  const isOpen = open.ids.length === pair.length
  const viewerId = isOpen ? undefined : await identifyViewer(needs, request)
  const seen = isOpen || viewerId === undefined ? open : await needs.posts.keepVisible(viewerId, pair)
  const [quoting, quoted] = pair.map((one) => seen.views.get(one)?.post)
  if (seen.ids.length < pair.length || !quoting || !quoted) return sendNothing(reply)
  const stamp = describeStamp(addresses, {
    id: stampId,
    quotedAuthor,
    quotedUri: addresses.post(quoted),
    quotingUri: addresses.post(quoting),
  })
  const visibleTo = isOpen ? 'everybody' : 'signer'
  return sendDocument(reply, { '@context': postContext, ...stamp }, { visibleTo })
}

/** Only of what everybody could see is it said that it was there. */
async function sendAbsence(
  needs: ServeNeeds,
  addresses: Addresses,
  idText: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const id = parseId<PostId>(idText)
  const gone = id && (await selectGonePost(needs.db.sql, id))
  if (!gone || (gone.visibility !== 'public' && gone.visibility !== 'unlisted')) return sendNothing(reply)
  return sendTombstone(reply, addresses.post({ id, uri: null }), gone.deletedAt)
}

/** As Mastodon 4.4 writes them; only where a post is asked for, because what is delivered grows old. */
async function describeCounts(needs: ServeNeeds, addresses: Addresses, post: Post) {
  const overlay = (await needs.posts.findOverlays([post.id], undefined)).get(post.id)
  const collection = (name: string, totalItems = 0) => ({
    id: `${addresses.post(post)}/${name}`,
    type: 'Collection',
    totalItems,
  })
  return { likes: collection('likes', overlay?.likes), shares: collection('shares', overlay?.boosts) }
}

const repliesShown = 50

/** The answers to a post that everybody may see: the collection with its first page, the latest ones. */
async function describeReplies(needs: ServeNeeds, addresses: Addresses, post: Post) {
  const id = `${addresses.post(post)}/replies`
  const first = await describeRepliesPage(needs, addresses, { post })
  return { id, type: 'Collection', first }
}

/** What an address of the answers asks for: the collection, or one of its pages. */
async function describeAskedReplies(
  needs: ServeNeeds,
  addresses: Addresses,
  { post, query }: { post: Post; query: unknown },
) {
  const { page, max_id: maxId } = query as Record<string, unknown>
  if (page === undefined) return describeReplies(needs, addresses, post)
  const before = typeof maxId === 'string' ? parseId<PostId>(maxId) : undefined
  return describeRepliesPage(needs, addresses, { post, before })
}

async function describeRepliesPage(
  needs: ServeNeeds,
  addresses: Addresses,
  { post, before }: { post: Post; before?: PostId | undefined },
) {
  const ids = await listReplyIds(needs.db.sql, post.id, { limit: repliesShown, maxId: before })
  const visible = await needs.posts.keepVisible(undefined, ids)
  const id = `${addresses.post(post)}/replies`
  const last = ids.length === repliesShown ? ids.at(-1) : undefined
  return {
    id: before === undefined ? `${id}?page=1` : `${id}?max_id=${before}&page=1`,
    type: 'CollectionPage',
    partOf: id,
    ...(last !== undefined && { next: `${id}?max_id=${last}&page=1` }),
    items: visible.ids.flatMap((replyId) => {
      const reply = visible.views.get(replyId)?.post
      return reply ? [addresses.post(reply)] : []
    }),
  }
}

function pathOf(needs: Pick<ServeNeeds, 'origin'>, username: string): string {
  return new URL(localAddresses(needs.origin, username).url).pathname
}
