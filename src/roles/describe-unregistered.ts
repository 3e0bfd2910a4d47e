import type { DescribedEndpoint } from '#platform/http-server/index.ts'
import { describeDiscovery } from '#surfaces/federation/index.ts'
import { describeOAuth } from '#surfaces/mastodon-api/oauth/index.ts'
import { describeStreams } from '#surfaces/streaming/index.ts'
import { describeHealth } from './mount-health.ts'

/** Whatever apps call that is mounted without the registrar of endpoints: the OpenAPI document names it all the same. */
export function describeUnregistered(): DescribedEndpoint[] {
  return [...describeOAuth(), ...describeDiscovery(), ...describeStreams(), ...describeHealth()]
}
