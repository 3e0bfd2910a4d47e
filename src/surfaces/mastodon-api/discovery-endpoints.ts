import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { getOembed } from './oembed.get.ts'
import { getActivity } from './v1/instance/activity.get.ts'
import { getInstanceDomainBlocks } from './v1/instance/domain_blocks.get.ts'
import { getExtendedDescription } from './v1/instance/extended_description.get.ts'
import { getLanguages } from './v1/instance/languages.get.ts'
import { getPeers } from './v1/instance/peers.get.ts'
import { getPrivacyPolicy } from './v1/instance/privacy_policy.get.ts'
import { getTermsOfService, getTermsOfServiceOf } from './v1/instance/terms_of_service.get.ts'
import { searchPeers } from './v1/peers/search.get.ts'
import { getLinkTimeline } from './v1/timelines/link.get.ts'
import { getTrendingLinks } from './v1/trends/links.get.ts'
import { getTrendingStatuses } from './v1/trends/statuses.get.ts'
import { getTrendingTags } from './v1/trends/tags.get.ts'
import { getAsyncRefresh } from './v1_alpha/async_refreshes/_id.get.ts'

/** What is popular here, and what this server says of itself. */
export function listDiscoveryEndpoints(needs: EndpointNeeds): AnyEndpoint[] {
  return [
    getTrendingStatuses(needs),
    getTrendingLinks(needs),
    getLinkTimeline(needs),
    getExtendedDescription(needs),
    getPrivacyPolicy(needs),
    getTermsOfService(needs),
    getPeers(needs),
    getInstanceDomainBlocks(needs),
    getActivity(needs),
    getTrendingTags(needs, '/api/v1/trends/tags'),
    getTrendingTags(needs, '/api/v1/trends'),
    getLanguages(),
    getTermsOfServiceOf(needs),
    searchPeers(needs),
    getAsyncRefresh(),
    getOembed(needs),
  ]
}
