import type { Tags } from '#domain/tags/index.ts'
import { type TagEndpointNeeds, tagEndpoint } from '../../../tag-endpoint.ts'
import { tooManyFeatured } from '../../../tag-parameters.ts'

export const featureTagEndpoint = (needs: TagEndpointNeeds & { readonly tags: Pick<Tags, 'featureTag'> }) =>
  tagEndpoint(needs, {
    verb: 'feature',
    scope: 'write:accounts',
    summary: "Shows a hashtag on the viewer's profile.",
    async do(me, tag) {
      if (!(await needs.tags.featureTag(me, tag)).ok) throw tooManyFeatured()
    },
  })
