import type { TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { NotificationKind } from '#domain/notifications/index.ts'

/** Whose notifications wake: everybody's, those of people followed, those of followers, nobody's. */
export type PushPolicy = 'all' | 'followed' | 'follower' | 'none'

export interface PushSubscription {
  readonly id: string
  readonly tokenId: TokenId
  readonly accountId: AccountId
  /** Where the push service takes messages. */
  readonly endpoint: string
  /** The app's public key and secret, base64url (RFC 8291). */
  readonly p256dh: string
  readonly auth: string
  /** Encrypted as RFC 8291 says; otherwise as the draft before it, which older apps expect. */
  readonly standard: boolean
  readonly alerts: readonly NotificationKind[]
  readonly policy: PushPolicy
}

export type SubscriptionFault = 'bad_endpoint' | 'bad_keys'

/** RFC 8291, 2.1 and 3.1: an uncompressed point on P-256, and at least sixteen bytes of secret. */
export function subscriptionFault(
  given: Pick<PushSubscription, 'endpoint' | 'p256dh' | 'auth'>,
): SubscriptionFault | undefined {
  const url = URL.parse(given.endpoint)
  const isAddress = url && /^https?:$/.test(url.protocol) && !url.username && given.endpoint.length <= 2048
  if (!isAddress) return 'bad_endpoint'
  const key = Buffer.from(given.p256dh, 'base64url')
  const secret = Buffer.from(given.auth, 'base64url')
  const areKeys = key.length === 65 && key[0] === 4 && secret.length >= 16 && secret.length <= 64
  return areKeys ? undefined : 'bad_keys'
}
