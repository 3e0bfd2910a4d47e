export interface Handle {
  readonly username: string
  /** null: this server. */
  readonly domain: string | null
}

/** Reads `alice`, `@alice@example.org`, `acct:alice@example.org`. @returns undefined for what is no handle. */
export function parseHandle(text: string, origin: string): Handle | undefined {
  const match = /^(?:acct:)?@?([\w.-]{1,100})(?:@([^\s@/?#]{1,255}))?$/.exec(text.trim())
  if (!match) return undefined
  const [, username = '', domain] = match
  const own = new URL(origin).host
  return { username, domain: !domain || domain.toLowerCase() === own ? null : domain.toLowerCase() }
}
