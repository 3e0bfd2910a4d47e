import { RemoteFault } from './remote-fault.ts'

/**
 * Parses the address of a request: absolute, http or https, no credentials; the fragment is dropped.
 * @throws RemoteFault `refused-url`
 */
export function parseOutboundUrl(text: string): URL {
  const url = text.length <= MAX_URL_LENGTH ? URL.parse(text) : null
  if (!url || !isFit(url)) throw new RemoteFault('refused-url', 'Not a URL that this server opens')
  url.hash = ''
  return url
}

/**
 * Resolves a `Location` against the hop that sent it, under the same rules.
 * @throws RemoteFault `redirect`
 */
export function followRedirect(from: URL, location: string): URL {
  const url = location.length <= MAX_URL_LENGTH ? URL.parse(location, from.href) : null
  if (!url || !isFit(url))
    throw new RemoteFault('redirect', 'A redirect leads to no URL that this server opens')
  url.hash = ''
  return url
}

function isFit(url: URL): boolean {
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
}

const MAX_URL_LENGTH = 4096
