import { Type } from 'typebox'
import { type Accounts, isActive, isLocal } from '#domain/accounts/index.ts'
import type { Tags } from '#domain/tags/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { featuredTag } from '../../../entities/account.ts'
import { accountId, byId, notFound } from '../../../parameters.ts'
import { presentFeaturedTag } from '../../../present/present-tags.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly tags: Pick<Tags, 'listFeatured'>
}

export const getAccountFeaturedTags = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/featured_tags',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: Type.Array(featuredTag),
    summary: "Hashtags on an account's profile.",
    params: byId,
    async handle({ params }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      if (!isActive(account) || !isLocal(account)) return []
      const tags = await needs.tags.listFeatured(account.id)
      return tags.map((tag) => presentFeaturedTag(needs.origin, account.username, tag))
    },
  })
