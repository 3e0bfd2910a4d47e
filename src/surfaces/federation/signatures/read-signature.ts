import { readCavage } from './cavage.ts'
import { groupHeaders, type HeaderList } from './header-list.ts'
import { readMessageSignature } from './message-signature.ts'
import {
  type Expectation,
  type ReceivedRequest,
  type Refused,
  refused,
  type SignatureRefusal,
  type SignedRequest,
} from './signed-request.ts'

/**
 * Reads the signature of a request, in either scheme (`Signature-Input` tells them apart), and does every check
 * that needs neither body nor key: one header each, coverage, algorithm, clock. So a request without a usable
 * signature costs microseconds (SECURITY R1, R2, R23). Then `checkBody`, then the key, then `verifySignature`.
 */
export function readSignature(
  request: ReceivedRequest,
  expected: Expectation,
): SignedRequest | { readonly kind: 'unsigned' } | Refused {
  const headers = groupHeaders(request.rawHeaders)
  if (!headers.has('signature') && !headers.has('signature-input')) return { kind: 'unsigned' }
  const refusal = refuseHeaders(headers)
  if (refusal) return refused(refusal)
  if (!request.target.startsWith('/')) return refused('malformed-target')
  return headers.has('signature-input')
    ? readMessageSignature(request, headers, expected)
    : readCavage(request, headers, expected)
}

/** Two of any of these would let a front end and us each read another one. */
function refuseHeaders(headers: HeaderList): SignatureRefusal | undefined {
  for (const name of ONCE) {
    const values = headers.get(name) ?? []
    if (values.length > 1) return 'duplicate-header'
    if ((values[0]?.length ?? 0) > MAX_LENGTH) return 'too-long'
  }
  return headers.has('host') ? undefined : 'covered-header-missing'
}

const ONCE = ['signature', 'signature-input', 'digest', 'content-digest', 'date', 'host']
const MAX_LENGTH = 8192
