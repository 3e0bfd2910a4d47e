/** A request as it came in. Only the raw header list shows duplicates, which is why no parsed form is taken. */
export type ReceivedRequest = {
  readonly method: string
  /** Path and query exactly as they came over the wire. */
  readonly target: string
  /** Names and values in turn, as Node's `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[]
}

/** What this server knows by itself, whatever the request says. */
export type Expectation = {
  /** Scheme and authority of this server from its settings, as `https://social.example`; never from Host. */
  readonly origin: string
  readonly now: Date
}

export type SignatureScheme = 'cavage' | 'rfc9421'

/** `by-key`: the signature names none (or `hs2019`, which says as much), so the key's type decides. */
export type SignatureAlgorithm = 'rsa-sha256' | 'rsa-sha512' | 'ed25519' | 'by-key'

/** A signature that is well formed, covers what it must and is in time; nothing is proven yet. */
export type SignedRequest = {
  readonly kind: 'signed'
  readonly scheme: SignatureScheme
  /** Absolute http(s) URL, exactly as it was sent. */
  readonly keyId: string
  readonly algorithm: SignatureAlgorithm
  /** What the body must hash to; empty when the signature covers no body. */
  readonly digests: readonly BodyDigest[]
  /** The texts of which one must have been signed, in the order to try. */
  readonly bases: readonly string[]
  readonly signature: Buffer
}

export type BodyDigest = { readonly algorithm: 'sha256' | 'sha512'; readonly value: Buffer }

export type Refused = { readonly kind: 'refused'; readonly because: SignatureRefusal }

export type SignatureRefusal =
  | 'duplicate-header'
  | 'too-long'
  | 'malformed-target'
  | 'malformed-signature'
  | 'malformed-key-id'
  | 'unknown-algorithm'
  | 'unsupported-component'
  | 'covered-header-missing'
  | 'target-not-covered'
  | 'host-not-covered'
  | 'date-not-covered'
  | 'digest-not-covered'
  | 'date-unreadable'
  | 'outside-time-window'
  | 'expired'
  | 'digest-unreadable'
  | 'digest-missing'
  | 'digest-mismatch'
  | 'algorithm-does-not-fit-key'
  | 'wrong-signature'

export function refused(because: SignatureRefusal): Refused {
  return { kind: 'refused', because }
}
