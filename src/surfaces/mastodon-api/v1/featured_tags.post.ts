import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Tags } from '#domain/tags/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { featuredTag } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import { presentFeaturedTag } from '../present/present-tags.ts'
import { tagInBody, tooManyFeatured } from '../tag-parameters.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly tags: Pick<Tags, 'featureTag'>
}

export const postFeaturedTag = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/featured_tags',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: featuredTag,
    summary: "Shows a hashtag on the viewer's profile.",
    body: Type.Object({ name: Type.String({ maxLength: 200 }) }),
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      const outcome = await needs.tags.featureTag(me, tagInBody(body.name))
      if (!outcome.ok) throw tooManyFeatured()
      const account = await needs.accounts.findAccount(me)
      return presentFeaturedTag(needs.origin, account?.username ?? '', outcome.tag)
    },
  })
