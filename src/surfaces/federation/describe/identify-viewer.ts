import type { FastifyRequest } from 'fastify'
import { type AccountId, isActive } from '#domain/accounts/index.ts'
import { checkBody, readSignature } from '../signatures/index.ts'
import type { ServeNeeds } from './needs.ts'

type Needs = Pick<ServeNeeds, 'accounts' | 'clock' | 'identifySigner' | 'origin' | 'peers'>

/**
 * Whose eyes a signed fetch stands for. Anything less than a valid signature of an account that is known here is
 * nobody: the document then is what strangers see, or nothing.
 */
export async function identifyViewer(needs: Needs, request: FastifyRequest): Promise<AccountId | undefined> {
  const signerUri = await identifyFetcher(needs, request)
  const account = signerUri === undefined ? undefined : await needs.accounts.findByUri(signerUri)
  return account && isActive(account) ? account.id : undefined
}

/** The actor, known here or not, whose valid signature a fetch carries; undefined where there is none. */
export async function identifyFetcher(needs: Needs, request: FastifyRequest): Promise<string | undefined> {
  const signed = readSignature(
    { method: request.method, target: request.raw.url ?? '/', rawHeaders: request.raw.rawHeaders },
    { origin: needs.origin, now: new Date(needs.clock.now()) },
  )
  if (signed.kind !== 'signed' || (await needs.peers.isBlocked(new URL(signed.keyId).host))) return undefined
  const intact = checkBody(signed, Buffer.alloc(0))
  if (intact.kind !== 'signed') return undefined
  const signer = await needs.identifySigner(intact)
  return signer.kind === 'signer' ? signer.actorUri : undefined
}
