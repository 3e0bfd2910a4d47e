import type { FastifyReply, FastifyRequest } from 'fastify'
import { activityStreams } from '../vocabulary.ts'

/** Whether the client asks for ActivityStreams rather than for a page. */
export function wantsDocument(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? ''
  // Some servers leave the profile off; no browser asks for either type.
  return accept.length < 2000 && /application\/(?:activity|ld)\+json/i.test(accept)
}

/** Answers by signer differ (R36), and pages stand at the same addresses. */
const varies = 'Accept, Signature, Signature-Input'

/** @param visibleTo `signer`: nobody else may be shown a copy of it */
export function sendDocument(
  reply: FastifyReply,
  document: object,
  { status = 200, visibleTo = 'everybody' }: { status?: number; visibleTo?: 'everybody' | 'signer' } = {},
): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/activity+json; charset=utf-8')
    .header('vary', varies)
    .header('cache-control', visibleTo === 'everybody' ? 'public, max-age=60' : 'private, no-store')
    .send(JSON.stringify(document))
}

/** What may not be seen and what was never there are answered alike (R13). */
export function sendNothing(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('vary', varies)
    .header('cache-control', 'private, no-store')
    .send({ error: 'There is nothing at this address.' })
}

/** Of somebody whom moderators suspended: it may end, so no copy need go. Mastodon answers alike. */
export function sendSuspended(reply: FastifyReply): FastifyReply {
  return reply
    .code(403)
    .header('vary', varies)
    .header('cache-control', 'private, no-store')
    .send({ error: 'This account is suspended.' })
}

/** Of what is for signed requests alone. */
export function sendUnsigned(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .header('vary', varies)
    .header('cache-control', 'private, no-store')
    .send({ error: 'This document is given to signed requests alone.' })
}

/** 410 with what is left: a server that kept a copy learns that it must go. */
export function sendTombstone(
  reply: FastifyReply,
  id: string,
  deletedAt?: Date,
  visibleTo: 'everybody' | 'signer' = 'everybody',
): FastifyReply {
  const tombstone = {
    '@context': activityStreams,
    id,
    type: 'Tombstone',
    ...(deletedAt && { deleted: deletedAt.toISOString() }),
  }
  return sendDocument(reply, tombstone, { status: 410, visibleTo })
}

/** @param path on this server; never from the request (R40) */
export function sendToPage(reply: FastifyReply, path: string): FastifyReply {
  return reply.header('vary', varies).header('cache-control', 'public, max-age=60').redirect(path, 302)
}
