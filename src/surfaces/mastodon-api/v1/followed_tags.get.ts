import { Type } from 'typebox'
import type { Tags } from '#domain/tags/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { tag } from '../entities/status.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { presentTags } from '../present/present-tags.ts'

interface Needs {
  readonly origin: string
  readonly tags: Pick<Tags, 'listFollowed'>
  readonly presentTags: ReturnType<typeof presentTags>
}

export const getFollowedTags = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/followed_tags',
    access: { who: 'user', scopes: ['read:follows'] },
    response: Type.Array(tag),
    paged: true,
    summary: 'Hashtags that the viewer follows.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query, { default: 100, max: 200 })
      const followed = await needs.tags.listFollowed(me, page)
      const tags = await needs.presentTags(
        me,
        followed.map((one) => one.tag),
      )
      return listAnswer(needs.origin, request, tags, edgesOf(followed, page.limit))
    },
  })
