import type { Tags } from '#domain/tags/index.ts'
import { type TagEndpointNeeds, tagEndpoint } from '../../../tag-endpoint.ts'

export const unfollowTagEndpoint = (needs: TagEndpointNeeds & { readonly tags: Pick<Tags, 'unfollowTag'> }) =>
  tagEndpoint(needs, {
    verb: 'unfollow',
    scope: 'write:follows',
    summary: 'Ends following a hashtag.',
    do: (me, tag) => needs.tags.unfollowTag(me, tag),
  })
