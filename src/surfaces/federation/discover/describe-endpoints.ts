import { Type } from 'typebox'
import type { DescribedEndpoint } from '#platform/http-server/index.ts'

const anyone = { who: 'public' } as const

/** What discovery serves, for the OpenAPI document. */
export function describeDiscovery(): DescribedEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/.well-known/webfinger',
      access: anyone,
      summary: 'Who is who here (RFC 7033).',
      query: Type.Object({ resource: Type.String() }),
    },
    { method: 'GET', path: '/.well-known/host-meta', access: anyone, summary: 'Where to ask (RFC 6415).' },
    { method: 'GET', path: '/.well-known/nodeinfo', access: anyone, summary: 'Where NodeInfo is.' },
    ...['2.0', '2.1'].map((version) => ({
      method: 'GET' as const,
      path: `/nodeinfo/${version}`,
      access: anyone,
      summary: `What this server runs and how many use it (NodeInfo ${version}).`,
    })),
  ]
}
