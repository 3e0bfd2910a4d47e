import { parseDigestHeader } from './body-digest.ts'
import { expectedHost, type HeaderList, joinedHeader } from './header-list.ts'
import { isKeyId } from './key-id.ts'
import {
  type Expectation,
  type ReceivedRequest,
  type Refused,
  refused,
  type SignatureAlgorithm,
  type SignedRequest,
} from './signed-request.ts'
import { parseSeconds, refuseUntimely } from './time-window.ts'

/**
 * Reads a `Signature` header of draft-cavage-http-signatures-12 and judges everything that needs neither body
 * nor key. The rules are those of deployed servers: the target, Host and a date must be covered, and a digest
 * unless the method is GET or HEAD; `(created)` and `(expires)` go with `hs2019` alone (Mastodon, and the
 * draft's 2.3); the algorithm may be missing.
 */
export function readCavage(
  request: ReceivedRequest,
  headers: HeaderList,
  expected: Expectation,
): SignedRequest | Refused {
  const params = parseParameters(headers.get('signature')?.[0] ?? '')
  const signature = params?.get('signature')
  if (!params || !signature || !BASE64.test(signature)) return refused('malformed-signature')
  const keyId = params.get('keyId') ?? ''
  if (!isKeyId(keyId)) return refused('malformed-key-id')
  const algorithm = ALGORITHMS.get(params.get('algorithm')?.toLowerCase() ?? 'hs2019')
  if (!algorithm) return refused('unknown-algorithm')
  const covered = coveredNames(params.get('headers') ?? '(created)')
  if (!covered) return refused('malformed-signature')

  const refusal =
    refuseCoverage(covered, request.method) ??
    refuseTimes({ covered, params, algorithm }, headers, expected.now)
  if (refusal) return refusal
  const isDigestCovered = covered.includes('digest')
  const digests = isDigestCovered ? parseDigestHeader(joinedHeader(headers, 'digest') ?? '') : []
  if (!digests) return refused(headers.has('digest') ? 'digest-unreadable' : 'digest-missing')

  const bases: string[] = []
  for (const target of possibleTargets(request.target)) {
    const origin = new URL(expected.origin)
    const base = cavageBase(covered, { method: request.method, target, origin, headers, params })
    if (base === undefined) return refused('covered-header-missing')
    bases.push(base)
  }
  return {
    kind: 'signed',
    scheme: 'cavage',
    keyId,
    algorithm,
    digests,
    bases,
    signature: Buffer.from(signature, 'base64'),
  }
}

export type CavageParameters = ReadonlyMap<string, string>

/**
 * The signing string of section 2.3: one line for each covered name, in order. Undefined when a covered header
 * is not there. Bytes above ASCII stand for themselves (latin1), as in Node's header values.
 */
export function cavageBase(
  covered: readonly string[],
  message: { method: string; target: string; origin: URL; headers: HeaderList; params: CavageParameters },
): string | undefined {
  const { method, target, origin, headers, params } = message
  const valueOf = (name: string): string | undefined => {
    if (name === '(request-target)') return `${method.toLowerCase()} ${target}`
    if (name === '(created)') return params.get('created')
    if (name === '(expires)') return params.get('expires')
    return name === 'host' ? expectedHost(headers, origin) : joinedHeader(headers, name)
  }
  const lines: string[] = []
  for (const name of covered) {
    const value = valueOf(name)
    if (value === undefined) return undefined
    lines.push(`${name}: ${value}`)
  }
  return lines.join('\n')
}

/**
 * Splits `keyId="…",algorithm="…",created=1,…`. A parameter that comes twice is an error: two readers could
 * choose differently. The word `Signature` may go before, left over from the Authorization header.
 */
function parseParameters(text: string): CavageParameters | undefined {
  const params = new Map<string, string>()
  let at = /^ *Signature +/i.exec(text)?.[0].length ?? 0
  while (true) {
    PARAMETER.lastIndex = at
    const groups = PARAMETER.exec(text)?.groups
    if (!groups?.name || params.has(groups.name) || params.size === MAX_ENTRIES) return undefined
    params.set(groups.name, groups.quoted ?? groups.digits ?? '')
    at = PARAMETER.lastIndex
    if (at === text.length) return params
    if (text[at] !== ',') return undefined
    at++
  }
}

function coveredNames(list: string): readonly string[] | undefined {
  const names = list
    .toLowerCase()
    .split(' ', MAX_ENTRIES + 1)
    .filter((name) => name !== '')
  return names.length > MAX_ENTRIES || new Set(names).size !== names.length ? undefined : names
}

function refuseCoverage(covered: readonly string[], method: string): Refused | undefined {
  if (!covered.includes('(request-target)')) return refused('target-not-covered')
  if (!covered.includes('host')) return refused('host-not-covered')
  const isBodyless = method === 'GET' || method === 'HEAD'
  return isBodyless || covered.includes('digest') ? undefined : refused('digest-not-covered')
}

function refuseTimes(
  signature: { covered: readonly string[]; params: CavageParameters; algorithm: SignatureAlgorithm },
  headers: HeaderList,
  now: Date,
): Refused | undefined {
  const { covered, params, algorithm } = signature
  const created = parseSeconds(params.get('created') ?? '')
  const expires = parseSeconds(params.get('expires') ?? '')
  const isCreatedCovered = covered.includes('(created)')
  if (algorithm.startsWith('rsa') && (isCreatedCovered || covered.includes('(expires)'))) {
    return refused('malformed-signature')
  }
  // An unreadable expiry must not pass for none, and an uncovered one still only narrows.
  if (params.has('expires') && expires === undefined) return refused('malformed-signature')
  if (isCreatedCovered && created === undefined) return refused('malformed-signature')
  const times = { created: isCreatedCovered ? created : undefined, expires, date: covered.includes('date') }
  return refuseUntimely(times, headers, now)
}

/** Some servers sign the path alone (Fedify 2.3, older Mastodons), others path and query: both are accepted. */
function possibleTargets(target: string): readonly string[] {
  const query = target.indexOf('?')
  return query < 0 ? [target] : [target, target.slice(0, query)]
}

const MAX_ENTRIES = 32
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
// Sticky; each repeated class is followed by a character outside it, so the match is linear.
const PARAMETER = /[ \t]*(?<name>[A-Za-z]+)=(?:"(?<quoted>[^"]*)"|(?<digits>\d+))[ \t]*/y
const ALGORITHMS = new Map<string, SignatureAlgorithm>([
  // The draft means RSA-PSS with SHA-512 by it; every deployed server means "what the key is for".
  ['hs2019', 'by-key'],
  ['rsa-sha256', 'rsa-sha256'],
  ['rsa-sha512', 'rsa-sha512'],
  ['ed25519', 'ed25519'],
])
