import type { Tags } from '#domain/tags/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { type TagEndpointNeeds, tagEndpoint } from '../../../tag-endpoint.ts'

export const followTagEndpoint = (needs: TagEndpointNeeds & { readonly tags: Pick<Tags, 'followTag'> }) =>
  tagEndpoint(needs, {
    verb: 'follow',
    scope: 'write:follows',
    summary: 'Follows a hashtag: public posts with it come into home from now on.',
    async do(me, tag) {
      if (!(await needs.tags.followTag(me, tag)))
        throw new Refusal(422, 'Validation failed: You follow as many hashtags as possible')
    },
  })
