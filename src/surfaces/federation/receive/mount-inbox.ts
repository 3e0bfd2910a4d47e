import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '#platform/http-server/index.ts'
import type { SignerOutcome } from '../identify-signer.ts'
import { member, originOf } from '../read-json.ts'
import { checkBody, type IntactRequest, readSignature, type SignedRequest } from '../signatures/index.ts'
import { activityJson } from '../vocabulary.ts'
import { isVouchedFor } from './check-proof.ts'
import type { InboxNeeds } from './needs.ts'
import { isSelfDelete, parseActivity } from './parse-activity.ts'
import { duplicateKey } from './remember-acts.ts'

const maxBytes = 1024 * 1024

/**
 * Mounts the shared inbox and the personal ones, which are the same: who an activity is for stands in it. Checks go
 * from cheap to dear, and nothing is done before the signature is verified (R1); then the raw body is stored, and
 * only then 202 is said.
 */
export async function mountInbox(server: HttpServer, needs: InboxNeeds): Promise<void> {
  await server.register(async (inbox) => {
    inbox.addContentTypeParser(
      [activityJson, 'application/ld+json'],
      { parseAs: 'buffer', bodyLimit: maxBytes },
      (_request, body, done) => done(null, body),
    )
    const signed = new WeakMap<FastifyRequest, SignedRequest>()
    // Before the body is read: an unsigned request must cost next to nothing.
    inbox.addHook('onRequest', async (request, reply) => {
      const read = readSignature(
        { method: request.method, target: request.raw.url ?? '/', rawHeaders: request.raw.rawHeaders },
        { origin: needs.origin, now: new Date(needs.clock.now()) },
      )
      if (read.kind === 'unsigned') return refuse(reply, 401, 'unsigned')
      if (read.kind === 'refused') return refuse(reply, 401, read.because)
      // R7: nobody signs with a key of this server from outside.
      if (originOf(read.keyId) === needs.origin) return refuse(reply, 401, 'own-key')
      if (await needs.peers.isBlocked(new URL(read.keyId).host)) return refuse(reply, 403, 'blocked')
      signed.set(request, read)
      return undefined
    })
    const receive = async (request: FastifyRequest, reply: FastifyReply) => {
      const read = signed.get(request)
      const { body } = request
      if (!read || !Buffer.isBuffer(body)) return refuse(reply, 415, 'content-type')
      const intact = checkBody(read, body)
      if (intact.kind === 'refused') return refuse(reply, 401, intact.because)
      const synchronisation = request.headers['collection-synchronization']
      return receiveBody(needs, { intact, body, synchronisation }, reply)
    }
    inbox.post('/inbox', receive)
    inbox.post('/users/:name/inbox', receive)
  })
}

interface Delivery {
  readonly intact: IntactRequest
  readonly body: Buffer
  /** As the header says; several are none. */
  readonly synchronisation: string | string[] | undefined
}

async function receiveBody(
  needs: InboxNeeds,
  { intact, body, synchronisation }: Delivery,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isKnown = (await needs.findKey.known(intact.keyId)) !== undefined
  const early = isKnown ? await needs.identifySigner(intact) : undefined
  if (early && early.kind !== 'signer') return refuseSigner(reply, early)
  const parsed = parseActivity(body)
  if (parsed.kind === 'malformed') return refuse(reply, 400, 'malformed')
  const claimed = parsed.kind === 'activity' ? parsed.activity.actor : parsed.actor
  // R4, as far as it shows without asking anyone.
  const isFromHome = originOf(claimed) === originOf(intact.keyId)
  const proven =
    parsed.kind === 'activity' && member(parsed.activity.json, 'proof') ? parsed.activity : undefined
  const mayBeRelayed = await needs.relayed.mayCome(originOf(intact.keyId))
  if (!isFromHome && !proven && !mayBeRelayed) return refuse(reply, 401, 'signer-is-not-actor')
  // Mastodon tells every server that it has ever met when an account goes; here it was never known.
  if (!isKnown && parsed.kind === 'activity' && isSelfDelete(parsed.activity)) return accept(reply)
  const signer = early ?? (await needs.identifySigner(intact, isFromHome ? claimed : undefined))
  if (signer.kind !== 'signer') return refuseSigner(reply, signer)
  if (
    mayBeRelayed &&
    parsed.kind === 'activity' &&
    (await needs.relayed.take(parsed.activity, signer.actorUri))
  ) {
    await needs.peers.recordHeard(new URL(intact.keyId).host)
    return accept(reply)
  }
  const isActor = signer.actorUri === claimed
  if (!isActor && !(proven && (await isVouchedFor(needs, proven))))
    return refuse(reply, 401, 'signer-is-not-actor')
  await needs.peers.recordHeard(new URL(intact.keyId).host)
  if (parsed.kind === 'activity') {
    const key = duplicateKey(parsed.activity, body, intact.signature)
    const taken = await needs.takeIn({ key, actorUri: claimed, body: body.toString('utf8') })
    if (isActor && typeof synchronisation === 'string')
      await needs.noticeSynchronisation(claimed, synchronisation)
    if (taken === 'full') return refuse(reply.header('retry-after', '10'), 503, 'busy')
  }
  return accept(reply)
}

function refuseSigner(reply: FastifyReply, signer: Exclude<SignerOutcome, { kind: 'signer' }>): FastifyReply {
  if (signer.kind === 'refused') return refuse(reply, 401, signer.because)
  return refuse(reply.header('retry-after', '60'), 503, 'key-owner-unreachable')
}

function accept(reply: FastifyReply): FastifyReply {
  return reply.code(202).send()
}

/** @param because a constant word: for the other server's operator, and telling nothing about who is here */
function refuse(reply: FastifyReply, status: number, because: string): FastifyReply {
  return reply.code(status).send({ error: `The activity was refused: ${because}.` })
}
