import { type Static, Type } from 'typebox'
import type { User } from '#domain/access/index.ts'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Place, Places } from '#domain/places/index.ts'
import { normaliseTag, type Post, type Posts } from '#domain/posts/index.ts'
import type { Search } from '#domain/search/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { search } from '../entities/list.ts'
import { toPage, viewerId, withPage } from '../parameters.ts'
import type { PresentedAccount } from '../present/present-account.ts'
import type { PresentedStatus, presentStatuses } from '../present/present-statuses.ts'
import type { presentTags } from '../present/present-tags.ts'
import { type AccountSearchNeeds, findAccountIds } from '../v1/accounts/search.get.ts'

/** What stands at an address. */
export type Resolved =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'post'; readonly post: Post }

interface Needs extends AccountSearchNeeds {
  readonly posts: Pick<Posts, 'dropLimited' | 'keepVisible' | 'findVisible'>
  readonly search: Pick<Search, 'searchPosts' | 'searchAccounts' | 'searchTags'>
  readonly places: Pick<Places, 'searchPlaces'>
  readonly findUser: (id: AccountId) => Promise<User | undefined>
  /** Finds what an address shows, on whichever server. */
  readonly resolveUrl: (url: string) => Promise<Resolved | undefined>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
  readonly presentTags: ReturnType<typeof presentTags>
  readonly presentPlace: (place: Place, viewerId: AccountId | undefined) => object
}

const query = withPage({
  q: Type.String({ maxLength: 400 }),
  type: Type.Optional(Type.String({ description: 'accounts, hashtags, statuses or places.' })),
  resolve: Type.Optional(
    Type.Boolean({ description: 'Also ask other servers, for a handle or an address.' }),
  ),
  following: Type.Optional(Type.Boolean()),
  account_id: Type.Optional(Type.String()),
  exclude_unreviewed: Type.Optional(Type.Boolean()),
  offset: Type.Optional(Type.Integer({ maximum: 1000 })),
})

interface Question {
  readonly me: AccountId | undefined
  readonly text: string
  readonly given: Static<typeof query>
  readonly limit: number
  readonly offset: number
}

interface Results {
  readonly accounts: readonly PresentedAccount[]
  readonly statuses: readonly PresentedStatus[]
  readonly hashtags: readonly object[]
  readonly places: readonly object[]
}

const nothing: Results = { accounts: [], statuses: [], hashtags: [], places: [] }

export const getSearch = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/search',
    access: { who: 'public', scopes: ['read:search'] },
    response: search,
    summary:
      'Accounts, posts (with from:, before:, after:, during:, has:, is:, language:, in:library, near:), hashtags, places.',
    consistency: 'later',
    query,
    async handle({ viewer, query: given }): Promise<Results> {
      const me = viewerId(viewer)
      const text = given.q.trim()
      if (!me && (given.resolve || given.offset))
        throw new Refusal(
          401,
          'Search queries pagination and resolving are not supported without authentication',
        )
      const address = me && given.resolve && /^https?:\/\//.test(text) ? { me, text } : undefined
      if (address) return byAddress(needs, address, given.type)
      const { limit } = toPage(given)
      const question: Question = { me, text, given, limit, offset: Math.max(given.offset ?? 0, 0) }
      const wants = (type: string) => text !== '' && (!given.type || given.type === type)
      const [accounts, statuses, hashtags, places] = await Promise.all([
        wants('accounts') ? findAccounts(needs, question) : [],
        wants('statuses') ? findStatuses(needs, question) : [],
        wants('hashtags') ? findTags(needs, question) : [],
        wants('places') ? findPlaces(needs, question) : [],
      ])
      return { accounts, statuses, hashtags, places }
    },
  })

async function byAddress(
  needs: Needs,
  { me, text }: { me: AccountId; text: string },
  type: string | undefined,
): Promise<Results> {
  const found = await needs.resolveUrl(text)
  if (found?.kind === 'account' && (!type || type === 'accounts')) {
    return { ...nothing, accounts: [...(await needs.presentAccounts([found.account.id])).values()] }
  }
  if (found?.kind !== 'post' || (type && type !== 'statuses')) return nothing
  const post = await needs.posts.findVisible(me, found.post.id)
  return post ? { ...nothing, statuses: await needs.presentStatuses(me, [post.id]) } : nothing
}

async function findAccounts(needs: Needs, { me, text, given, limit, offset }: Question) {
  const ids = await findAccountIds(needs, me, {
    text,
    limit,
    offset,
    resolve: given.resolve ?? false,
    following: given.following ?? false,
  })
  return [...(await needs.presentAccounts(ids)).values()]
}

async function findStatuses(needs: Needs, { me, text, given, offset }: Question) {
  if (!me) return []
  const user = await needs.findUser(me)
  const outcome = await needs.search.searchPosts(
    me,
    {
      text,
      authorId: parseId<AccountId>(given.account_id),
      languages: [user?.defaultLanguage, user?.locale].flatMap((language) => language ?? []),
      offset,
    },
    toPage(given),
  )
  if (!outcome.ok)
    throw new Refusal(503, 'This search takes too long; use more or rarer words', {
      headers: { 'retry-after': '10' },
    })
  const visible = await needs.posts.keepVisible(me, outcome.ids)
  const heard = await needs.posts.dropLimited(me, visible)
  return needs.presentStatuses(me, heard.ids, heard.views)
}

async function findTags(needs: Needs, { me, text, limit, offset }: Question) {
  const prefix = normaliseTag(text.replace(/^#/, ''))
  if (!/^[\p{L}\p{M}\p{N}_]{1,100}$/u.test(prefix)) return []
  return needs.presentTags(me, await needs.search.searchTags(prefix, { limit, offset }))
}

async function findPlaces(needs: Needs, { me, text, limit, offset }: Question) {
  // Places are found by their best match; there are no further pages.
  if (offset > 0) return []
  const found = await needs.places.searchPlaces({ query: text, limit: Math.min(limit, 40), viewer: me })
  return found.map((place) => needs.presentPlace(place, me))
}
