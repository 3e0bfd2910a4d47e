import { type Account, localAddresses } from '#domain/accounts/index.ts'
import { escapeHtml } from '#platform/html/index.ts'
import { type HttpServer, Refusal } from '#platform/http-server/index.ts'
import { instanceActorUri, isOwnDomain, parseHandle, relayUsername, serverActorUri } from '../fetch/index.ts'
import { activityJson } from '../vocabulary.ts'
import type { DiscoverNeeds } from './needs.ts'

const profilePage = 'http://webfinger.net/rel/profile-page'

/** Who is who here (RFC 7033), and where to ask (RFC 6415). Open to scripts of every origin, as RFC 7033 5 asks. */
export function mountWebFinger(server: HttpServer, needs: DiscoverNeeds): void {
  server.get('/.well-known/webfinger', async (request, reply) => {
    const { resource } = request.query as Record<string, unknown>
    if (typeof resource !== 'string' || resource === '' || resource.length > 2000)
      throw new Refusal(
        400,
        'The parameter resource is missing: acct:name@host, or the address of a profile.',
      )
    const asked = parseResource(needs, resource)
    if (!asked) throw new Refusal(400, 'The resource must be acct:name@host, or the address of a profile.')
    const account = asked.name === undefined ? undefined : await find(needs, asked.name)
    if (!account) throw new Refusal(404, 'Nobody of that name is here.')
    return reply
      .header('content-type', 'application/jrd+json; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'public, max-age=60')
      .send(JSON.stringify(describe(needs, account)))
  })
  server.get('/.well-known/host-meta', (_request, reply) =>
    reply
      .header('content-type', 'application/xrd+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=86400')
      .send(hostMeta(needs.origin)),
  )
}

/**
 * @returns the local name asked for, no name where another host is asked for, undefined where the resource is
 * nothing that this server can have
 */
function parseResource(
  needs: Pick<DiscoverNeeds, 'origin' | 'handleDomain'>,
  resource: string,
): { name: string | undefined } | undefined {
  const { origin } = needs
  if (/^https?:/i.test(resource)) {
    if (!URL.canParse(resource)) return undefined
    if (resource === origin || resource === `${origin}/` || resource === instanceActorUri(origin))
      return { name: new URL(origin).host }
    if (resource === serverActorUri(origin, { username: relayUsername })) return { name: relayUsername }
    const path = resource.startsWith(`${origin}/`) ? resource.slice(origin.length) : ''
    return { name: /^\/(?:@|users\/)([A-Za-z0-9_]{1,30})$/.exec(path)?.[1] }
  }
  const handle = parseHandle(resource)
  if (!handle) return undefined
  return { name: isOwnDomain(needs, handle.domain) ? handle.username : undefined }
}

async function find(needs: DiscoverNeeds, name: string): Promise<Account | undefined> {
  const known = await needs.accounts.findByHandle(name, null)
  const account = known ?? (await needs.placeAccounts.find(name))
  return account && !account.deletedAt && !account.suspendedAt ? account : undefined
}

function describe({ origin, handleDomain }: DiscoverNeeds, account: Account) {
  const isServer = account.kind === 'application'
  const own = localAddresses(origin, account.username)
  const self = isServer ? serverActorUri(origin, account) : own.uri
  const page = isServer ? `${origin}/about` : own.url
  return {
    // The server's own actors are at its host, wherever its people are.
    subject: `acct:${account.username}@${isServer ? new URL(origin).host : handleDomain}`,
    aliases: isServer ? [self] : [page, self],
    links: [
      { rel: profilePage, type: 'text/html', href: page },
      { rel: 'self', type: activityJson, href: self },
    ],
  }
}

function hostMeta(origin: string): string {
  const template = escapeHtml(`${origin}/.well-known/webfinger?resource={uri}`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" type="application/jrd+json" template="${template}"/>
</XRD>
`
}
