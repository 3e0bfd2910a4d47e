import { Type } from 'typebox'
import { type DescribedEndpoint, entity } from '#platform/http-server/index.ts'

const anyone = { who: 'public' } as const
const text = Type.String()
const count = Type.Integer()

const webfinger = Type.Object({
  subject: text,
  aliases: Type.Array(text),
  links: Type.Array(
    Type.Object({
      rel: text,
      type: Type.Optional(text),
      href: Type.Optional(text),
      template: Type.Optional(text),
    }),
  ),
})

const nodeInfo = entity('NodeInfo', {
  version: text,
  software: Type.Object({
    name: text,
    version: text,
    repository: Type.Optional(text),
    homepage: Type.Optional(text),
  }),
  protocols: Type.Array(text),
  services: Type.Object({ inbound: Type.Array(text), outbound: Type.Array(text) }),
  openRegistrations: Type.Boolean(),
  usage: Type.Object({
    users: Type.Object({ total: count, activeMonth: count, activeHalfyear: count }),
    localPosts: count,
  }),
  metadata: Type.Object({
    nodeName: text,
    nodeDescription: text,
    upstream: Type.Object({ name: text }),
    checkins: Type.Boolean(),
  }),
})

/** What discovery serves, for the OpenAPI document. */
export function describeDiscovery(): DescribedEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/.well-known/webfinger',
      access: anyone,
      response: webfinger,
      mediaType: 'application/jrd+json',
      alsoAnswers: { 400: 'error', 404: 'error' },
      summary: 'Who is who here (RFC 7033).',
      query: Type.Object({ resource: Type.String() }),
    },
    {
      method: 'GET',
      path: '/.well-known/host-meta',
      access: anyone,
      response: text,
      mediaType: 'application/xrd+xml',
      summary: 'Where to ask (RFC 6415).',
    },
    {
      method: 'GET',
      path: '/.well-known/nodeinfo',
      access: anyone,
      response: Type.Object({ links: Type.Array(Type.Object({ rel: text, href: text })) }),
      summary: 'Where NodeInfo is.',
    },
    ...['2.0', '2.1'].map((version) => ({
      method: 'GET' as const,
      path: `/nodeinfo/${version}`,
      access: anyone,
      response: nodeInfo,
      summary: `What this server runs and how many use it (NodeInfo ${version}).`,
    })),
  ]
}
