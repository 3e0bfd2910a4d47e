import type { AnyEndpoint } from '#platform/http-server/index.ts'
import { listAdminEndpoints } from './admin-endpoints.ts'
import { listDiscoveryEndpoints } from './discovery-endpoints.ts'
import { toEndpointNeeds } from './endpoint-needs.ts'
import type { MastodonApiNeeds } from './needs.ts'
import { listPeopleEndpoints } from './people-endpoints.ts'
import { listPostEndpoints } from './post-endpoints.ts'
import { listSocialEndpoints } from './social-endpoints.ts'
import { listToldEndpoints } from './told-endpoints.ts'
import { blockAccountEndpoint } from './v1/accounts/_id/block.post.ts'
import { followAccount } from './v1/accounts/_id/follow.post.ts'
import { getFollowers } from './v1/accounts/_id/followers.get.ts'
import { getFollowing } from './v1/accounts/_id/following.get.ts'
import { muteAccountEndpoint } from './v1/accounts/_id/mute.post.ts'
import { removeFromFollowers } from './v1/accounts/_id/remove_from_followers.post.ts'
import { getAccountStatuses } from './v1/accounts/_id/statuses.get.ts'
import { unblockAccountEndpoint } from './v1/accounts/_id/unblock.post.ts'
import { unfollowAccount } from './v1/accounts/_id/unfollow.post.ts'
import { unmuteAccountEndpoint } from './v1/accounts/_id/unmute.post.ts'
import { getAccount } from './v1/accounts/_id.get.ts'
import { lookupAccount } from './v1/accounts/lookup.get.ts'
import { getRelationships } from './v1/accounts/relationships.get.ts'
import { getAccountSearch } from './v1/accounts/search.get.ts'
import { updateCredentials } from './v1/accounts/update_credentials.patch.ts'
import { verifyCredentials } from './v1/accounts/verify_credentials.get.ts'
import { getAccounts } from './v1/accounts.get.ts'
import { getBlocks } from './v1/blocks.get.ts'
import { getBookmarks } from './v1/bookmarks.get.ts'
import { getCustomEmojis } from './v1/custom_emojis.get.ts'
import { getFavourites } from './v1/favourites.get.ts'
import { authorizeFollowRequest } from './v1/follow_requests/_id/authorize.post.ts'
import { rejectFollowRequest } from './v1/follow_requests/_id/reject.post.ts'
import { getFollowRequests } from './v1/follow_requests.get.ts'
import { getRules } from './v1/instance/rules.get.ts'
import { getInstanceV1 } from './v1/instance.get.ts'
import { getMarkers } from './v1/markers.get.ts'
import { postMarkers } from './v1/markers.post.ts'
import { deleteMedia } from './v1/media/_id.delete.ts'
import { getMedia } from './v1/media/_id.get.ts'
import { putMedia } from './v1/media/_id.put.ts'
import { postMediaV1 } from './v1/media.post.ts'
import { getMutes } from './v1/mutes.get.ts'
import { reactionEndpoints } from './v1/pleroma/statuses/_id/reactions.ts'
import { getPreferences } from './v1/preferences.get.ts'
import { bookmarkStatus } from './v1/statuses/_id/bookmark.post.ts'
import { getContext } from './v1/statuses/_id/context.get.ts'
import { favouriteStatus } from './v1/statuses/_id/favourite.post.ts'
import { getFavouritedBy } from './v1/statuses/_id/favourited_by.get.ts'
import { getHistory } from './v1/statuses/_id/history.get.ts'
import { reblogStatus } from './v1/statuses/_id/reblog.post.ts'
import { getRebloggedBy } from './v1/statuses/_id/reblogged_by.get.ts'
import { getSource } from './v1/statuses/_id/source.get.ts'
import { unbookmarkStatus } from './v1/statuses/_id/unbookmark.post.ts'
import { unfavouriteStatus } from './v1/statuses/_id/unfavourite.post.ts'
import { unreblogStatus } from './v1/statuses/_id/unreblog.post.ts'
import { deleteStatus } from './v1/statuses/_id.delete.ts'
import { getStatus } from './v1/statuses/_id.get.ts'
import { putStatus } from './v1/statuses/_id.put.ts'
import { getStatuses } from './v1/statuses.get.ts'
import { postStatus } from './v1/statuses.post.ts'
import { getDirect } from './v1/timelines/direct.get.ts'
import { getHome } from './v1/timelines/home.get.ts'
import { getPublic } from './v1/timelines/public.get.ts'
import { getTag } from './v1/timelines/tag.get.ts'
import { getInstanceV2 } from './v2/instance.get.ts'
import { postMediaV2 } from './v2/media.post.ts'
import { getSearch } from './v2/search.get.ts'

/** Every endpoint of the Mastodon API that is served; each takes from the needs only what it names. */
export function listEndpoints(rooms: MastodonApiNeeds): AnyEndpoint[] {
  const needs = toEndpointNeeds(rooms)
  return [
    ...listSocialEndpoints(needs),
    ...listToldEndpoints(needs),
    ...listPostEndpoints(needs),
    ...listPeopleEndpoints(needs),
    ...listDiscoveryEndpoints(needs),
    ...listAdminEndpoints(needs),
    getAccount(needs),
    getAccounts(needs),
    verifyCredentials(needs),
    updateCredentials(needs),
    lookupAccount(needs),
    getRelationships(needs),
    getAccountSearch(needs),
    getAccountStatuses(needs),
    getFollowers(needs),
    getFollowing(needs),
    followAccount(needs),
    unfollowAccount(needs),
    removeFromFollowers(needs),
    blockAccountEndpoint(needs),
    unblockAccountEndpoint(needs),
    muteAccountEndpoint(needs),
    unmuteAccountEndpoint(needs),
    getFollowRequests(needs),
    authorizeFollowRequest(needs),
    rejectFollowRequest(needs),
    getBlocks(needs),
    getMutes(needs),
    postStatus(needs),
    getStatuses(needs),
    getStatus(needs),
    putStatus(needs),
    deleteStatus(needs),
    getContext(needs),
    getSource(needs),
    getHistory(needs),
    favouriteStatus(needs),
    unfavouriteStatus(needs),
    bookmarkStatus(needs),
    unbookmarkStatus(needs),
    reblogStatus(needs),
    unreblogStatus(needs),
    getFavouritedBy(needs),
    ...reactionEndpoints(needs),
    getRebloggedBy(needs),
    getHome(needs),
    getDirect(needs),
    getPublic(needs),
    getTag(needs),
    getBookmarks(needs),
    getFavourites(needs),
    getMarkers(needs),
    postMarkers(needs),
    getPreferences(needs),
    postMediaV1(needs),
    postMediaV2(needs),
    getMedia(needs),
    putMedia(needs),
    deleteMedia(needs),
    getSearch(needs),
    getInstanceV1(needs),
    getInstanceV2(needs),
    getRules(needs),
    getCustomEmojis(needs),
  ]
}
