import { type Account, isActive } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { originOf, typeAmong } from '../read-json.ts'
import { actorTypes } from '../vocabulary.ts'
import type { FetchDocument } from './fetch-document.ts'
import type { ResolveAccount } from './resolve-account.ts'

export type Resolved =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'post'; readonly post: Post }

interface Needs {
  readonly origin: string
  readonly fetching: { readonly fetchDocument: FetchDocument; readonly resolve: ResolveAccount }
  readonly findAccount: (username: string) => Promise<Account | undefined>
  readonly findPostByUri: (uri: string) => Promise<Post | undefined>
  readonly takePost: (uri: string) => Promise<Post | undefined>
}

/**
 * What stands at an address that somebody pasted into the search: a post or an account, by its id or by the address
 * of its page where that gives out ActivityStreams. Whether the one who asks may see it is the caller's question.
 */
export const createResolveUrl =
  (needs: Needs) =>
  async (text: string): Promise<Resolved | undefined> => {
    const url = URL.parse(text.trim())
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
    if (url.origin === needs.origin) return findOwn(needs, url)
    const known = await needs.findPostByUri(url.href)
    if (known) return { kind: 'post', post: known }
    const signal = AbortSignal.timeout(8000)
    const fetched = await needs.fetching.fetchDocument(url.href, signal).catch(() => undefined)
    if (fetched?.kind !== 'document' || originOf(fetched.uri) === needs.origin) return undefined
    if (typeAmong(fetched.json, actorTypes)) {
      const account = await needs.fetching.resolve.byUri(fetched.uri, signal).catch(() => undefined)
      return account && isActive(account) ? { kind: 'account', account } : undefined
    }
    const post = await needs.takePost(fetched.uri).catch(() => undefined)
    return post && { kind: 'post', post }
  }

/** `/users/alice` and `/@alice`; `/posts/1` and `/@alice/1`. */
async function findOwn(needs: Needs, url: URL): Promise<Resolved | undefined> {
  const path = /^\/(?:users\/|@)([A-Za-z0-9_]{1,30})(?:\/(\d{1,19}))?\/?$/.exec(url.pathname)
  const postId = path?.[2] ?? /^\/posts\/(\d{1,19})$/.exec(url.pathname)?.[1]
  if (postId !== undefined) {
    const post = await needs.findPostByUri(`${needs.origin}/posts/${postId}`)
    return post && { kind: 'post', post }
  }
  const account = path?.[1] === undefined ? undefined : await needs.findAccount(path[1])
  return account && isActive(account) ? { kind: 'account', account } : undefined
}
