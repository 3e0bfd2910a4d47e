import type { FindKey } from './fetch/index.ts'
import { type IntactRequest, type SignatureRefusal, verifySignature } from './signatures/index.ts'

export type SignerOutcome =
  | { readonly kind: 'signer'; readonly actorUri: string }
  | { readonly kind: 'refused'; readonly because: SignatureRefusal | 'unknown-key' }
  /** The key's owner cannot be asked now. */
  | { readonly kind: 'later' }

/**
 * Finds out who signed a request whose signature is well formed and whose body is intact.
 * @param claimedActor who the body says it is: the actor to ask for a key that is not known
 */
export type IdentifySigner = (request: IntactRequest, claimedActor?: string) => Promise<SignerOutcome>

export const createIdentifySigner =
  (findKey: FindKey): IdentifySigner =>
  async (request, claimedActor) => {
    const known = await findKey.known(request.keyId)
    const found = known
      ? ({ kind: 'key', key: known } as const)
      : await findKey.fetch(request.keyId, claimedActor)
    if (found.kind === 'later') return found
    if (found.kind === 'unknown') return { kind: 'refused', because: 'unknown-key' }
    const verified = await verifySignature(request, found.key.key)
    if (verified.kind === 'verified') return { kind: 'signer', actorUri: found.key.actorUri }
    const renewed = known && (await findKey.refetch(known))
    if (!renewed) return verified
    const again = await verifySignature(request, renewed.key)
    return again.kind === 'verified' ? { kind: 'signer', actorUri: renewed.actorUri } : again
  }
