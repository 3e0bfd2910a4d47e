import { parseJsonBounded, RemoteFault } from '#platform/outbound-http/index.ts'
import { asUri, isJson, list, member, text } from '../read-json.ts'
import { isDocumentType } from '../vocabulary.ts'
import type { FetchNeeds } from './needs.ts'

export interface Handle {
  readonly username: string
  /** Host, with its port unless it is the usual one. */
  readonly domain: string
}

export interface WebFinger {
  /** The handle that the domain itself uses for the account. */
  readonly subject: Handle | undefined
  /** The actor's id. */
  readonly self: string | undefined
}

type Needs = Pick<FetchNeeds, 'http' | 'peers'>

const maxBytes = 256 * 1024

/**
 * Asks a domain who `username@domain` is (RFC 7033).
 * @returns undefined when it knows nobody of that name or does not speak WebFinger
 * @throws RemoteFault with `retry: 'later'` when the same request may succeed another time
 */
export async function findByWebFinger(
  needs: Needs,
  { username, domain }: Handle,
  signal?: AbortSignal,
): Promise<WebFinger | undefined> {
  if (!isDomain(domain) || (await needs.peers.isBlocked(domain))) return undefined
  const resource = encodeURIComponent(`acct:${username}@${domain}`)
  const ask = (scheme: 'https' | 'http') =>
    needs.http.request({
      method: 'GET',
      url: `${scheme}://${domain}/.well-known/webfinger?resource=${resource}`,
      headers: { accept: 'application/jrd+json, application/json' },
      maxBytes,
      ...(signal && { signal }),
    })
  try {
    const answer = await ask('https').catch((error: unknown) => {
      // Peers of a lab speak plain http; every other host is refused it before a connection is made.
      if (error instanceof RemoteFault && error.because === 'unreachable')
        return ask('http').catch(() => Promise.reject(error))
      throw error
    })
    return answer.status === 200 ? parseWebFinger(answer.body.toString('utf8')) : undefined
  } catch (error) {
    if (error instanceof RemoteFault && error.retry === 'never') return undefined
    throw error
  }
}

function parseWebFinger(body: string): WebFinger | undefined {
  const parsed = parseJsonBounded(body, { maxDepth: 16 })
  if (!parsed.ok || !isJson(parsed.value)) return undefined
  const self = list(parsed.value, 'links', 50).find(
    (link) =>
      isJson(link) &&
      member(link, 'rel') === 'self' &&
      isDocumentType(text(link, 'type', 200)) &&
      member(link, 'href'),
  )
  return {
    subject: parseHandle(text(parsed.value, 'subject', 500) ?? ''),
    self: isJson(self) ? asUri(member(self, 'href')) : undefined,
  }
}

/** Reads `acct:alice@example.org`, `@alice@example.org` and `alice@example.org`. */
export function parseHandle(given: string): Handle | undefined {
  const match =
    /^(?:acct:|@)?(?<username>[^\s\p{Cc}\p{Cs}@/:]{1,128}(?::\d{1,5})?)@(?<domain>[^\s@/]{1,260})$/u.exec(
      given,
    )
  const { username, domain } = match?.groups ?? {}
  if (username === undefined || domain === undefined) return undefined
  const normal = normaliseDomain(domain)
  return normal === undefined ? undefined : { username, domain: normal }
}

/** A domain as a URL has it: lower case, Punycode, port kept. */
function normaliseDomain(domain: string): string | undefined {
  const url = URL.parse(`https://${domain}`)
  return url && url.pathname === '/' && url.username === '' && url.search === '' ? url.host : undefined
}

function isDomain(domain: string): boolean {
  return normaliseDomain(domain) === domain
}
