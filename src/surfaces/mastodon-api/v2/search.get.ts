import { Type } from 'typebox'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import { normaliseTag, type Post, type Posts } from '#domain/posts/index.ts'
import type { Search } from '#domain/search/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { toPage, viewerId, withPage } from '../parameters.ts'
import type { presentStatuses } from '../present/present-statuses.ts'
import type { presentTags } from '../present/present-tags.ts'
import { type AccountSearchNeeds, searchAccounts } from '../v1/accounts/search.get.ts'

/** What stands at an address. */
export type Resolved =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'post'; readonly post: Post }

interface Needs extends AccountSearchNeeds {
  readonly posts: Pick<Posts, 'keepVisible' | 'findVisible'>
  readonly search: Pick<Search, 'searchPosts' | 'searchTags'>
  /** Finds what an address shows, on whichever server. */
  readonly resolveUrl: (url: string) => Promise<Resolved | undefined>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
  readonly presentTags: ReturnType<typeof presentTags>
}

const query = withPage({
  q: Type.String({ maxLength: 400 }),
  type: Type.Optional(Type.String()),
  resolve: Type.Optional(Type.Boolean()),
  following: Type.Optional(Type.Boolean()),
  account_id: Type.Optional(Type.String()),
  exclude_unreviewed: Type.Optional(Type.Boolean()),
  offset: Type.Optional(Type.Integer()),
})

export const getSearch = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/search',
    access: { who: 'public', scopes: ['read:search'] },
    summary: 'Accounts, posts and hashtags; resolve=true also asks other servers.',
    query,
    async handle({ viewer, query: given }) {
      const me = viewerId(viewer)
      const text = given.q.trim()
      const wants = (type: string) => !given.type || given.type === type
      const page = toPage(given)
      if (me && /^https?:\/\//.test(text)) return byAddress(needs, me, text, given.resolve ?? false)
      const accountIds =
        me && wants('accounts')
          ? await searchAccounts(needs, me, {
              text,
              limit: page.limit,
              offset: Math.max(given.offset ?? 0, 0),
              resolve: given.resolve ?? false,
              following: given.following ?? false,
            })
          : []
      const authorId = parseId<AccountId>(given.account_id)
      const postIds =
        me && wants('statuses') && text !== ''
          ? await needs.search.searchPosts(me, text, authorId ? { authorId } : {}, page)
          : []
      const visible = await needs.posts.keepVisible(me, postIds)
      const tags = wants('hashtags') ? await findTags(needs, me, text, page.limit) : []
      return {
        accounts: [...(await needs.presentAccounts(accountIds)).values()],
        statuses: await needs.presentStatuses(me, visible.ids, visible.views),
        hashtags: tags,
      }
    },
  })

async function byAddress(needs: Needs, me: AccountId, url: string, resolve: boolean) {
  const found = resolve ? await needs.resolveUrl(url) : undefined
  const post = found?.kind === 'post' ? await needs.posts.findVisible(me, found.post.id) : undefined
  return {
    accounts:
      found?.kind === 'account' ? [...(await needs.presentAccounts([found.account.id])).values()] : [],
    statuses: post ? await needs.presentStatuses(me, [post.id]) : [],
    hashtags: [],
  }
}

async function findTags(needs: Needs, me: AccountId | undefined, text: string, limit: number) {
  const prefix = normaliseTag(text.replace(/^#/, ''))
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(prefix)) return []
  const tags = await needs.search.searchTags(prefix, limit)
  return needs.presentTags(
    me,
    tags.map(({ tag }) => tag),
  )
}
