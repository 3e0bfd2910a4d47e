import type { HttpServer } from '#platform/http-server/index.ts'
import type { DiscoverNeeds } from './needs.ts'
import { mountNodeInfo } from './serve-node-info.ts'
import { mountWebFinger } from './serve-webfinger.ts'

export { describeDiscovery } from './describe-endpoints.ts'
export type { DiscoverNeeds, ServerFacts } from './needs.ts'

/** Tells who is here and what this server is: WebFinger, host-meta, NodeInfo. */
export function mountDiscovery(server: HttpServer, needs: DiscoverNeeds): void {
  mountWebFinger(server, needs)
  mountNodeInfo(server, needs)
}
