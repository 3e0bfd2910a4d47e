import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { getAccountCollections } from './v1/accounts/_id/collections.get.ts'
import { getAccountFeaturedTags } from './v1/accounts/_id/featured_tags.get.ts'
import { getCollectionsWithAccount } from './v1/accounts/_id/in_collections.get.ts'
import { getAccountLists } from './v1/accounts/_id/lists.get.ts'
import { revokeCollectionItem } from './v1/collections/_collection_id/items/_id/revoke.post.ts'
import { deleteCollectionItem } from './v1/collections/_collection_id/items/_id.delete.ts'
import { postCollectionItem } from './v1/collections/_collection_id/items.post.ts'
import { deleteCollectionEndpoint } from './v1/collections/_id.delete.ts'
import { getCollection } from './v1/collections/_id.get.ts'
import { patchCollection } from './v1/collections/_id.patch.ts'
import { postCollection } from './v1/collections.post.ts'
import { deleteFeaturedTagEndpoint } from './v1/featured_tags/_id.delete.ts'
import { getFeaturedTagSuggestions } from './v1/featured_tags/suggestions.get.ts'
import { getFeaturedTags } from './v1/featured_tags.get.ts'
import { postFeaturedTag } from './v1/featured_tags.post.ts'
import { deleteFilterV1 } from './v1/filters/_id.delete.ts'
import { getFilterV1 } from './v1/filters/_id.get.ts'
import { putFilterV1 } from './v1/filters/_id.put.ts'
import { getFiltersV1 } from './v1/filters.get.ts'
import { postFilterV1 } from './v1/filters.post.ts'
import { getFollowedTags } from './v1/followed_tags.get.ts'
import { deleteListAccounts } from './v1/lists/_id/accounts.delete.ts'
import { getListAccounts } from './v1/lists/_id/accounts.get.ts'
import { postListAccounts } from './v1/lists/_id/accounts.post.ts'
import { deleteListEndpoint } from './v1/lists/_id.delete.ts'
import { getList } from './v1/lists/_id.get.ts'
import { putList } from './v1/lists/_id.put.ts'
import { getLists } from './v1/lists.get.ts'
import { postList } from './v1/lists.post.ts'
import { postReport } from './v1/reports.post.ts'
import { featureTagEndpoint } from './v1/tags/_name/feature.post.ts'
import { followTagEndpoint } from './v1/tags/_name/follow.post.ts'
import { unfeatureTagEndpoint } from './v1/tags/_name/unfeature.post.ts'
import { unfollowTagEndpoint } from './v1/tags/_name/unfollow.post.ts'
import { getTagByName } from './v1/tags/_name.get.ts'
import { getListTimeline } from './v1/timelines/list/_id.get.ts'
import { getFilterKeywords } from './v2/filters/_id/keywords.get.ts'
import { postFilterKeyword } from './v2/filters/_id/keywords.post.ts'
import { getFilterStatuses } from './v2/filters/_id/statuses.get.ts'
import { postFilterStatus } from './v2/filters/_id/statuses.post.ts'
import { deleteFilterEndpoint } from './v2/filters/_id.delete.ts'
import { getFilter } from './v2/filters/_id.get.ts'
import { putFilter } from './v2/filters/_id.put.ts'
import { deleteFilterKeyword } from './v2/filters/keywords/_id.delete.ts'
import { getFilterKeyword } from './v2/filters/keywords/_id.get.ts'
import { putFilterKeyword } from './v2/filters/keywords/_id.put.ts'
import { deleteFilterStatus } from './v2/filters/statuses/_id.delete.ts'
import { getFilterStatus } from './v2/filters/statuses/_id.get.ts'
import { getFilters } from './v2/filters.get.ts'
import { postFilter } from './v2/filters.post.ts'

/** Lists, collections, hashtags and filters. */
export function listSocialEndpoints(needs: EndpointNeeds): AnyEndpoint[] {
  return [
    postReport(needs),
    getLists(needs),
    postList(needs),
    getList(needs),
    putList(needs),
    deleteListEndpoint(needs),
    getListAccounts(needs),
    postListAccounts(needs),
    deleteListAccounts(needs),
    getAccountLists(needs),
    getListTimeline(needs),
    postCollection(needs),
    getCollection(needs),
    patchCollection(needs),
    deleteCollectionEndpoint(needs),
    postCollectionItem(needs),
    deleteCollectionItem(needs),
    revokeCollectionItem(needs),
    getAccountCollections(needs),
    getCollectionsWithAccount(needs),
    getTagByName(needs),
    followTagEndpoint(needs),
    unfollowTagEndpoint(needs),
    featureTagEndpoint(needs),
    unfeatureTagEndpoint(needs),
    getFollowedTags(needs),
    getFeaturedTags(needs),
    postFeaturedTag(needs),
    deleteFeaturedTagEndpoint(needs),
    getFeaturedTagSuggestions(needs),
    getAccountFeaturedTags(needs),
    getFilters(needs),
    postFilter(needs),
    getFilter(needs),
    putFilter(needs),
    deleteFilterEndpoint(needs),
    getFilterKeywords(needs),
    postFilterKeyword(needs),
    getFilterKeyword(needs),
    putFilterKeyword(needs),
    deleteFilterKeyword(needs),
    getFilterStatuses(needs),
    postFilterStatus(needs),
    getFilterStatus(needs),
    deleteFilterStatus(needs),
    getFiltersV1(needs),
    postFilterV1(needs),
    getFilterV1(needs),
    putFilterV1(needs),
    deleteFilterV1(needs),
  ]
}
