import { endpoint } from '#platform/http-server/index.ts'
import { tag } from '../../entities/status.ts'
import { viewerId } from '../../parameters.ts'
import type { presentTags } from '../../present/present-tags.ts'
import { byTagName, tagInPath } from '../../tag-parameters.ts'

export const getTagByName = (needs: { readonly presentTags: ReturnType<typeof presentTags> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/tags/:name',
    access: { who: 'public', scopes: ['read:follows', 'read'] },
    response: tag,
    summary: 'A hashtag, how much it is used, and whether the viewer follows it.',
    consistency: 'later',
    params: byTagName,
    async handle({ viewer, params }) {
      const [tag] = await needs.presentTags(viewerId(viewer), [tagInPath(params)])
      return tag
    },
  })
