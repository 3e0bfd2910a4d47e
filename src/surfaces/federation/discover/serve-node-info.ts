import type { HttpServer } from '#platform/http-server/index.ts'
import type { DiscoverNeeds, ServerFacts, UsageCounts } from './needs.ts'

const versions = ['2.0', '2.1'] as const

/** What this server runs and how many use it (NodeInfo 2.0 and 2.1). */
export function mountNodeInfo(server: HttpServer, needs: DiscoverNeeds): void {
  server.get('/.well-known/nodeinfo', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').send({
      links: versions.map((version) => ({
        rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
        href: `${needs.origin}/nodeinfo/${version}`,
      })),
    }),
  )
  for (const version of versions) {
    server.get(`/nodeinfo/${version}`, async (_request, reply) => {
      const [server, usage] = await Promise.all([needs.describeServer(), needs.countInstance()])
      const profile = `http://nodeinfo.diaspora.software/ns/schema/${version}#`
      return reply
        .header('content-type', `application/json; profile="${profile}"; charset=utf-8`)
        .header('cache-control', 'public, max-age=60')
        .send(JSON.stringify(describeNodeInfo(version, server, usage)))
    })
  }
}

function describeNodeInfo(version: (typeof versions)[number], server: ServerFacts, usage: UsageCounts) {
  return {
    version,
    software: {
      name: 'cairn',
      version: server.version,
    },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: [] },
    openRegistrations: server.openRegistrations,
    usage: {
      users: {
        total: usage.users,
        activeMonth: usage.activeMonth,
        activeHalfyear: usage.activeHalfYear,
      },
      localPosts: usage.posts,
    },
    metadata: {
      nodeName: server.name,
      nodeDescription: server.description,
      // Apps built on megalodon stop with "Unknown SNS" unless they learn whose API is spoken here.
      upstream: { name: 'mastodon' },
      // Notes with a location are understood. `accepts` is not said: an Arrive beside the Note would tell nothing new.
      checkins: true,
    },
  }
}
