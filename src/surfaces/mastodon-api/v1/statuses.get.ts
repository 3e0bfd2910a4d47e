import { Type } from 'typebox'
import type { PostId, Posts } from '#domain/posts/index.ts'
import { endpoint, jsonBytes } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { statuses } from '../entities/status.ts'
import { viewerId } from '../parameters.ts'
import type { presentStatuses } from '../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const getStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    summary: 'Several posts at once; those that may not be seen are left out.',
    query: Type.Object({ id: Type.Optional(Type.Array(Type.String(), { maxItems: 40 })) }),
    async handle({ viewer, query }) {
      const ids = (query.id ?? []).flatMap((text) => parseId<PostId>(text) ?? [])
      const me = viewerId(viewer)
      const visible = await needs.posts.keepVisible(me, ids)
      return jsonBytes(await needs.presentStatuses.asJson(me, visible.ids, visible.views))
    },
  })
