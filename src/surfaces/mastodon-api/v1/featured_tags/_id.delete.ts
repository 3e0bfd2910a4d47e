import type { FeaturedTagId, Tags } from '#domain/tags/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'

export const deleteFeaturedTagEndpoint = (needs: { readonly tags: Pick<Tags, 'unfeatureTag'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/featured_tags/:id',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: nothing,
    summary: "Takes a hashtag off the viewer's profile.",
    params: byId,
    async handle({ viewer, params }) {
      const id = params.id as FeaturedTagId
      if (!(await needs.tags.unfeatureTag(viewerId(viewer), { id }))) throw notFound()
      return {}
    },
  })
