import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Tags } from '#domain/tags/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { featuredTag } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import { presentFeaturedTag } from '../present/present-tags.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly tags: Pick<Tags, 'listFeatured'>
}

export const getFeaturedTags = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/featured_tags',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(featuredTag),
    summary: "Hashtags on the viewer's profile.",
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const [account, tags] = await Promise.all([needs.accounts.findAccount(me), needs.tags.listFeatured(me)])
      return tags.map((tag) => presentFeaturedTag(needs.origin, account?.username ?? '', tag))
    },
  })
