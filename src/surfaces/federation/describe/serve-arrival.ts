import type { FastifyReply, FastifyRequest } from 'fastify'
import { isActive } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { Addresses } from './addresses.ts'
import { sendDocument, sendNothing, sendTombstone, sendUnsigned } from './answer-document.ts'
import { describeArrival } from './describe-arrival.ts'
import { selectGonePost } from './document-store.ts'
import { findFacts } from './find-facts.ts'
import { identifyFetcher } from './identify-viewer.ts'
import type { ServeNeeds } from './needs.ts'

/**
 * The Arrive of a check-in, for signed fetches alone: 401 to all others, before anything is looked up. Whoever signs
 * gets it as far as they may see the post; an account that is not known here is nobody.
 */
export const createServeArrival =
  (needs: ServeNeeds, addresses: Addresses) =>
  async (idText: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const signerUri = await identifyFetcher(needs, request)
    if (signerUri === undefined) return sendUnsigned(reply)
    const id = parseId<PostId>(idText)
    if (id === undefined) return sendNothing(reply)
    const signer = await needs.accounts.findByUri(signerUri)
    const viewerId = signer && isActive(signer) ? signer.id : undefined
    const post = await needs.posts.findVisible(viewerId, id)
    const facts = post?.local ? (await findFacts(needs, [id])).get(id) : undefined
    const arrival = facts?.kind === 'post' ? describeArrival(addresses, facts) : undefined
    return arrival
      ? sendDocument(reply, arrival, { visibleTo: 'signer' })
      : sendAbsence(needs, addresses, id, reply)
  }

/** As of posts: only of what everybody could see is it said that it was there. */
async function sendAbsence(
  needs: ServeNeeds,
  addresses: Addresses,
  id: PostId,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = await selectGonePost(needs.db.sql, id)
  if (!gone || (gone.visibility !== 'public' && gone.visibility !== 'unlisted')) return sendNothing(reply)
  return sendTombstone(reply, addresses.arrival(id), gone.deletedAt, 'signer')
}
