/** The addresses of a local account, from its name and the server's origin. */
export interface LocalAddresses {
  readonly uri: string
  readonly url: string
  readonly inbox: string
  readonly outbox: string
  readonly followers: string
  readonly following: string
  readonly featured: string
  readonly keyId: string
  readonly objectKeyId: string
}

/** @param origin e.g. `https://example.org`, from the settings: never from a request. */
export function localAddresses(origin: string, username: string): LocalAddresses {
  const uri = `${origin}/users/${username}`
  return {
    uri,
    url: `${origin}/@${username}`,
    inbox: `${uri}/inbox`,
    outbox: `${uri}/outbox`,
    followers: `${uri}/followers`,
    following: `${uri}/following`,
    featured: `${uri}/collections/featured`,
    keyId: `${uri}#main-key`,
    objectKeyId: `${uri}#ed25519-key`,
  }
}
