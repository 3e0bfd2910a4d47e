import type { SightWorld } from './world.ts'

export interface Visited {
  readonly at: string
  readonly status: number
  readonly body: string
}

const mostPages = 600

/**
 * Follows every address of this server that stands in a page, a feed or a document, from the starts on.
 * @param read asks for one address, as whoever looks does
 */
export async function crawl(
  { server }: Pick<SightWorld, 'server'>,
  starts: readonly string[],
  read: (url: string) => Promise<Response>,
): Promise<Visited[]> {
  const waiting = [...starts]
  const known = new Set(waiting)
  const visited: Visited[] = []
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (visited.length >= mostPages)
      throw new Error(`More than ${mostPages} pages: ${[...known].slice(-20).join(' ')}`)
    const response = await read(at)
    const text = /text|json|xml/.test(response.headers.get('content-type') ?? '')
    const body = text ? await response.text() : ''
    visited.push({ at, status: response.status, body })
    for (const next of addressesIn(body, server.origin)) {
      if (known.has(next)) continue
      known.add(next)
      waiting.push(next)
    }
  }
  return visited
}

const skipped = /^\/(assets|media|static|basemap|maps|auth|oauth|favicon|manifest|ns|api)/

function addressesIn(body: string, origin: string): string[] {
  const found = [...body.matchAll(/(?:href|src)="([^"]+)"|"(https?:\/\/[^"\s]+)"/g)]
  return found.flatMap(([, href, value]) => {
    const text = (href ?? value ?? '').replaceAll('&amp;', '&')
    if (!URL.canParse(text, origin)) return []
    const url = new URL(text, origin)
    url.hash = ''
    return url.origin === origin && !skipped.test(url.pathname) ? [url.href] : []
  })
}
