import { Type } from 'typebox'
import type { Tags } from '#domain/tags/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { tag } from '../../entities/status.ts'
import { viewerId } from '../../parameters.ts'
import type { presentTags } from '../../present/present-tags.ts'

interface Needs {
  readonly tags: Pick<Tags, 'suggestFeatured'>
  readonly presentTags: ReturnType<typeof presentTags>
}

export const getFeaturedTagSuggestions = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/featured_tags/suggestions',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(tag),
    summary: 'Hashtags that the viewer used most and does not feature.',
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const found = await needs.tags.suggestFeatured(me)
      return needs.presentTags(
        me,
        found.map((one) => one.tag),
      )
    },
  })
