import type { Tags } from '#domain/tags/index.ts'
import { type TagEndpointNeeds, tagEndpoint } from '../../../tag-endpoint.ts'

export const unfeatureTagEndpoint = (
  needs: TagEndpointNeeds & { readonly tags: Pick<Tags, 'unfeatureTag'> },
) =>
  tagEndpoint(needs, {
    verb: 'unfeature',
    scope: 'write:accounts',
    summary: "Takes a hashtag off the viewer's profile.",
    do: (me, tag) => needs.tags.unfeatureTag(me, { tag }),
  })
