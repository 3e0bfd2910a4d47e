import { parseContentDigest } from './body-digest.ts'
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
import { type BareItem, type InnerList, type Member, parseDictionary } from './structured-fields.ts'
import { refuseUntimely } from './time-window.ts'

/**
 * Reads `Signature-Input` and `Signature` of RFC 9421 and judges everything that needs neither body nor key.
 * Of several signatures the first acceptable one counts, alone. It must cover `@method`, the whole target
 * (`@target-uri`, or the authority with `@request-target` or `@path` and `@query`), a time (`created`, or Date)
 * and, unless the method is GET or HEAD, `content-digest`. Component parameters are not supported.
 */
export function readMessageSignature(
  request: ReceivedRequest,
  headers: HeaderList,
  expected: Expectation,
): SignedRequest | Refused {
  const inputs = parseDictionary(joinedHeader(headers, 'signature-input') ?? '')
  const signatures = parseDictionary(joinedHeader(headers, 'signature') ?? '')
  if (!inputs || !signatures || inputs.size > MAX_SIGNATURES) return refused('malformed-signature')
  let firstRefusal: Refused | undefined
  for (const [label, input] of inputs) {
    const bytes = signatures.get(label)
    const read = readOne({ input, bytes }, { request, headers, expected })
    if (read.kind === 'signed') return read
    firstRefusal ??= read
  }
  return firstRefusal ?? refused('malformed-signature')
}

type Context = {
  readonly request: ReceivedRequest
  readonly headers: HeaderList
  readonly expected: Expectation
}

function readOne(
  { input, bytes }: { input: Member; bytes: Member | undefined },
  { request, headers, expected }: Context,
): SignedRequest | Refused {
  if (input.kind !== 'list' || bytes?.kind !== 'item' || bytes.value.type !== 'bytes') {
    return refused('malformed-signature')
  }
  const keyId = input.params.get('keyid')
  if (keyId?.type !== 'string' || !isKeyId(keyId.value)) return refused('malformed-key-id')
  const algorithm = readAlgorithm(input.params.get('alg'))
  if (!algorithm) return refused('unknown-algorithm')
  const covered = coveredNames(input)
  if (!Array.isArray(covered)) return covered

  const refusal = refuseCoverage(covered, request) ?? refuseTimes({ input, covered }, headers, expected.now)
  if (refusal) return refusal
  const digests = covered.includes('content-digest')
    ? parseContentDigest(joinedHeader(headers, 'content-digest') ?? '')
    : []
  if (!digests) return refused(headers.has('content-digest') ? 'digest-unreadable' : 'digest-missing')
  const { method, target } = request
  const origin = new URL(expected.origin)
  const base = messageSignatureBase(covered, input.raw, { method, target, origin, headers })
  if (typeof base !== 'string') return base
  return {
    kind: 'signed',
    scheme: 'rfc9421',
    keyId: keyId.value,
    algorithm,
    digests,
    bases: [base],
    signature: bytes.value.value,
  }
}

/**
 * The signature base of RFC 9421 section 2.5. `params` is the serialised list of covered components with its
 * parameters, taken as it was sent: what was signed is what was read. Bytes above ASCII stand for themselves.
 */
export function messageSignatureBase(
  covered: readonly string[],
  params: string,
  message: { method: string; target: string; origin: URL; headers: HeaderList },
): string | Refused {
  const { method, target, origin, headers } = message
  const query = target.indexOf('?')
  const derived: Partial<Record<string, string>> = {
    '@method': method,
    '@target-uri': `${origin.origin}${target}`,
    '@authority': origin.host,
    '@scheme': origin.protocol.slice(0, -1),
    '@request-target': target,
    '@path': query < 0 ? target : target.slice(0, query),
    '@query': query < 0 ? '?' : target.slice(query),
    host: expectedHost(headers, origin),
  }
  const lines: string[] = []
  for (const name of covered) {
    const isDerived = Object.hasOwn(derived, name)
    if (!isDerived && name.startsWith('@')) return refused('unsupported-component')
    const value = isDerived ? derived[name] : joinedHeader(headers, name)
    if (value === undefined) return refused('covered-header-missing')
    lines.push(`"${name}": ${value}`)
  }
  lines.push(`"@signature-params": ${params}`)
  return lines.join('\n')
}

function readAlgorithm(alg: BareItem | undefined): SignatureAlgorithm | undefined {
  if (alg === undefined) return 'by-key'
  return alg.type === 'string' ? ALGORITHMS.get(alg.value.toLowerCase()) : undefined
}

function coveredNames(input: InnerList): string[] | Refused {
  const names: string[] = []
  for (const { value, params } of input.items) {
    if (value.type !== 'string' || !COMPONENT.test(value.value)) return refused('malformed-signature')
    if (params.size > 0) return refused('unsupported-component')
    names.push(value.value)
  }
  // Section 2.5: the same component twice makes the signature invalid.
  return new Set(names).size === names.length ? names : refused('malformed-signature')
}

function refuseCoverage(covered: readonly string[], request: ReceivedRequest): Refused | undefined {
  const has = (name: string): boolean => covered.includes(name)
  if (!has('@method')) return refused('target-not-covered')
  if (!has('@target-uri')) {
    if (!has('@authority') && !has('host')) return refused('host-not-covered')
    const hasQuery = has('@query') || !request.target.includes('?')
    if (!has('@request-target') && !(has('@path') && hasQuery)) return refused('target-not-covered')
  }
  const isBodyless = request.method === 'GET' || request.method === 'HEAD'
  return isBodyless || has('content-digest') ? undefined : refused('digest-not-covered')
}

function refuseTimes(
  { input, covered }: { input: InnerList; covered: readonly string[] },
  headers: HeaderList,
  now: Date,
): Refused | undefined {
  const [created, expires] = ['created', 'expires'].map((name) => input.params.get(name))
  for (const time of [created, expires]) {
    if (time !== undefined && time.type !== 'integer') return refused('malformed-signature')
  }
  const seconds = (time: BareItem | undefined) => (time?.type === 'integer' ? time.value : undefined)
  const times = { created: seconds(created), expires: seconds(expires), date: covered.includes('date') }
  return refuseUntimely(times, headers, now)
}

const MAX_SIGNATURES = 8
const COMPONENT = /^@?[a-z0-9!#$%&'*+.^_`|~-]+$/
const ALGORITHMS = new Map<string, SignatureAlgorithm>([
  ['rsa-v1_5-sha256', 'rsa-sha256'],
  ['ed25519', 'ed25519'],
])
