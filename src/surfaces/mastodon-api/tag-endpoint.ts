import type { AccountId } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { tag } from './entities/status.ts'
import { viewerId } from './parameters.ts'
import type { presentTags } from './present/present-tags.ts'
import { byTagName, tagInPath } from './tag-parameters.ts'

export interface TagEndpointNeeds {
  readonly presentTags: ReturnType<typeof presentTags>
}

/** The endpoints that do one thing with one hashtag and answer it: follow, unfollow, feature, unfeature. */
export function tagEndpoint(
  needs: TagEndpointNeeds,
  act: {
    verb: string
    scope: string
    summary: string
    /** @throws Refusal */
    do: (me: AccountId, tag: string) => Promise<unknown>
  },
) {
  return endpoint({
    method: 'POST',
    path: `/api/v1/tags/:name/${act.verb}`,
    access: { who: 'user', scopes: [act.scope] },
    response: tag,
    summary: act.summary,
    params: byTagName,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const tag = tagInPath(params)
      await act.do(me, tag)
      const [presented] = await needs.presentTags(me, [tag])
      return presented
    },
  })
}
