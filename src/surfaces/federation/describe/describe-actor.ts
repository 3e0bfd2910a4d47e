import { createPublicKey } from 'node:crypto'
import { type Account, type AccountKey, type LocalAddresses, localAddresses } from '#domain/accounts/index.ts'
import { type Emoji, namesIn } from '#domain/emojis/index.ts'
import { renderProfileText } from '#domain/posts/index.ts'
import { type PublicKeys, relayUsername, serverActorUri } from '../fetch/index.ts'
import { encodeMultikey } from '../signatures/index.ts'
import { type Addresses, typeOfFile } from './addresses.ts'
import { actorContext } from './context.ts'
import { describeEmoji } from './describe-emoji.ts'

const actorType = {
  person: 'Person',
  service: 'Service',
  group: 'Group',
  organization: 'Organization',
  application: 'Application',
} as const

/** What an actor document tells beside the account's row. */
export interface ActorFacts {
  readonly keys: PublicKeys
  /** Of its Ed25519 key, if it has one. */
  readonly objectPublicPem?: string
  /** The account that it goes on as. */
  readonly movedTo?: Pick<Account, 'uri' | 'username' | 'kind'> | undefined
  /** Those that its texts use. */
  readonly emojis?: readonly Emoji[]
}

/** The emoji that a local account's texts may use. */
export function emojisWanted(account: Account): { domain: null; names: readonly string[] } {
  const texts = [
    account.displayName,
    account.bio,
    ...account.fields.flatMap(({ name, value }) => [name, value]),
  ]
  return { domain: null, names: namesIn(texts) }
}

/** A local account as an actor document, in the shape that Mastodon gives out and all others read. */
export function describeActor(addresses: Addresses, account: Account, facts: ActorFacts) {
  const { origin } = addresses
  const own = localAddresses(origin, account.username)
  return {
    '@context': actorContext,
    id: own.uri,
    type: actorType[account.kind],
    preferredUsername: account.username,
    // Pixelfed (0.12) reads no Update of a profile where either is empty.
    name: account.displayName || account.username,
    summary: renderProfileText(account.bio, origin) || '<p></p>',
    url: own.url,
    inbox: own.inbox,
    outbox: own.outbox,
    followers: own.followers,
    following: own.following,
    featured: own.featured,
    endpoints: { sharedInbox: `${origin}/inbox` },
    manuallyApprovesFollowers: account.locked,
    discoverable: account.discoverable,
    indexable: account.indexable,
    published: account.createdAt.toISOString(),
    ...describeKeys(own.uri, facts.keys),
    alsoKnownAs: account.alsoKnownAs,
    ...(facts.movedTo && { movedTo: addresses.actor(facts.movedTo) }),
    ...(facts.objectPublicPem !== undefined && describeObjectKey(own, facts.objectPublicPem)),
    ...(account.suspendedAt && { suspended: true }),
    tag: (facts.emojis ?? []).flatMap((emoji) => describeEmoji(addresses, emoji)),
    attachment: account.fields.map((field) => ({
      type: 'PropertyValue',
      name: field.name,
      value: renderProfileText(field.value, origin).replace(/^<p>(.*)<\/p>$/s, '$1'),
    })),
    ...picture('icon', addresses, account.avatarKey),
    ...picture('image', addresses, account.headerKey),
  }
}

/** The key of HTTP signatures; what was signed with an earlier one and is on its way can be verified, too (FEP-521a). */
function describeKeys(owner: string, { keyId, publicPem, earlier }: PublicKeys) {
  const authentication = earlier.map((key) => ({
    id: key.keyId,
    type: 'Multikey',
    controller: owner,
    publicKeyMultibase: encodeMultikey(createPublicKey(key.publicPem)),
  }))
  return {
    publicKey: { id: keyId, owner, publicKeyPem: publicPem },
    ...(authentication.length > 0 && { authentication }),
  }
}

/** The same for a local account. @returns undefined where it has none */
export function toPublicKeys([key, ...earlier]: readonly AccountKey[]): PublicKeys | undefined {
  return key && { keyId: key.keyId, publicPem: key.publicPem, earlier }
}

/** FEP-521a */
function describeObjectKey(own: LocalAddresses, publicPem: string) {
  const key = {
    id: own.objectKeyId,
    type: 'Multikey',
    controller: own.uri,
    publicKeyMultibase: encodeMultikey(createPublicKey(publicPem)),
  }
  return { assertionMethod: [key] }
}

function picture(name: 'icon' | 'image', addresses: Addresses, key: string | null) {
  if (key === null) return {}
  return { [name]: { type: 'Image', mediaType: typeOfFile(key), url: addresses.file(key) } }
}

/** One of the server's own actors: that of signed fetches, or the relay. They follow nobody but relays. */
export function describeServerActor(origin: string, username: string, key: PublicKeys) {
  const id = serverActorUri(origin, { username })
  const { host } = new URL(origin)
  const isRelay = username === relayUsername
  return {
    '@context': actorContext,
    id,
    type: 'Application',
    preferredUsername: username,
    name: isRelay ? `Relay of ${host}` : host,
    url: `${origin}/about`,
    inbox: `${origin}/inbox`,
    outbox: `${id}/outbox`,
    ...(isRelay && { followers: `${id}/followers` }),
    endpoints: { sharedInbox: `${origin}/inbox` },
    manuallyApprovesFollowers: true,
    discoverable: false,
    ...describeKeys(id, key),
  }
}
